# Two stages: the first has pip and makes the environment, the second runs it and holds nothing that can build or install.
# docker build -t granica .
# docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges -p 127.0.0.1:8501:8501 granica

# By tag, as no digest can be known beforehand; deploy/README.md says how to name it by digest.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/granica
COPY deploy/constraints-hashed.txt deploy/extras-hashed.txt ./
# --build-arg EXTRAS=yes: with the drivers of PostGIS and Dask, as compose.postgis.yaml has it.
ARG EXTRAS=
RUN /opt/granica/bin/pip install --only-binary :all: --require-hashes -r constraints-hashed.txt \
    && if [ -n "$EXTRAS" ]; then \
       /opt/granica/bin/pip install --only-binary :all: --require-hashes -r extras-hashed.txt; fi \
    && /opt/granica/bin/python -m compileall -q /opt/granica/lib \
    && /opt/granica/bin/pip uninstall --yes pip setuptools

FROM ${PYTHON_IMAGE}
RUN pip uninstall --yes --root-user-action ignore pip setuptools wheel \
    && useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin granica \
    && install -d -o granica -g granica -m 700 /var/cache/granica /points
WORKDIR /srv/granica
COPY --from=build /opt/granica /opt/granica
COPY .streamlit .streamlit
COPY data data
COPY geo geo
COPY server server
COPY pages pages
COPY deploy/health.py deploy/health.py
COPY app.py pyproject.toml LICENSE ./
RUN /opt/granica/bin/python -m compileall -q app.py geo pages

# The image is read-only: nothing is compiled at run time, and what libraries want to keep goes to the tmpfs.
ENV PATH=/opt/granica/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501
USER granica
EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "/srv/granica/deploy/health.py"]
ENTRYPOINT ["streamlit", "run", "app.py"]
