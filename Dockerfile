# The image of a node, and of the command line:
#   docker build -t switchboard:0.1.0 .

# Builds what `./build image` builds anywhere.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY pom.xml build switchboard LICENSE ./
COPY .mvn .mvn
COPY config config
COPY src src
RUN ./build image \
    && mkdir /dist \
    && tar -xzf target/dist/switchboard-*.tar.gz -C /dist --strip-components=1

FROM eclipse-temurin:25-jre
# Root owns it and the user only reads it, so nothing that runs can change it.
COPY --from=build /dist /opt/switchboard
# A number, so that Kubernetes can tell that it is not root; no such user has to exist.
USER 10001:10001
# front door, operations, workers, remoting, management: the last two between nodes only
EXPOSE 8443 7601 7602 7625 7626
ENTRYPOINT ["/opt/switchboard/switchboard"]
CMD ["--help"]
