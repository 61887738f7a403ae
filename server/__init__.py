"""The server beside the pages: the addresses for machines and of the map's files, the headers, the previews."""
