"""OGC API – Features, Part 1: Core, with the link's parameters as queryables: for QGIS, GDAL, R, ArcGIS.

As the standard asks, what cannot be used is refused here, unless ``strict=0`` says otherwise.
"""
