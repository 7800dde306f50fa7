# Dateline on Beam's SDK image: a worker of any portable engine, and the command itself. Gazetteer and vocabularies are in the wheel.
#   docker build --target worker -t dateline .          workers; `dateline run`, `ingest` and `stream` on one machine
#   docker build --target submit -t dateline-submit .   the same with what hands a job to Flink: Java and Beam's job server
ARG BEAM=2.77.0
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS build
WORKDIR /src
COPY . .
# The history, which counts the version, stays outside; without a compiler in the image the wheel is the one in pure Python.
ARG VERSION=0.1.0
RUN SETUPTOOLS_SCM_PRETEND_VERSION=${VERSION} pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM apache/beam_python${PYTHON}_sdk:${BEAM} AS worker
COPY requirements.lock /opt/dateline/requirements.lock
COPY --from=build /wheel /opt/dateline/wheel
RUN pip install --no-cache-dir --require-hashes --requirement /opt/dateline/requirements.lock \
 && pip install --no-cache-dir --no-deps /opt/dateline/wheel/*.whl \
 && dateline --help > /dev/null

FROM maven:3.9-eclipse-temurin-17 AS flink
ARG BEAM
RUN mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact=org.apache.beam:beam-runners-flink-1.20-job-server:${BEAM} -DoutputDirectory=/jars -Dmdep.stripVersion=true

FROM worker AS submit
COPY --from=eclipse-temurin:17-jre /opt/java/openjdk /opt/java
COPY --from=flink /jars/beam-runners-flink-1.20-job-server.jar /opt/dateline/flink-job-server.jar
ENV PATH=/opt/java/bin:${PATH}
ENTRYPOINT ["dateline"]
