# syntax=docker/dockerfile:1
# One image for payout-api, payout-worker and payout: `docker build -t payout .`
# Nothing is written below its root but batches while they are received, in the volume: `docker run --read-only` works.

FROM rust:1.95-bookworm AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /src
COPY . .
# Both caches outlive the layer, so dependencies are fetched and compiled once on a machine. Cargo goes by times, and those of
# another checkout may be older than what was built of it: our own sources are new each time.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    find api cli domain worker -name '*.rs' -exec touch {} + \
    && cargo build --locked --profile dist -p api -p worker -p cli --bins \
    && mkdir -p /root-of-image/usr/bin \
    && cp target/dist/payout-api target/dist/payout-worker target/dist/payout /root-of-image/usr/bin/
# The root of the image: the programs, what they are linked with, the certificates they trust, and a user without a password.
WORKDIR /root-of-image
RUN mkdir -p etc/ssl/certs tmp var/spool/payout \
    && ldd usr/bin/* | grep -o '/lib[^ ]*' | sort -u | xargs cp --dereference --parents --target-directory . \
    && cp --dereference /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/ \
    && echo 'payout:x:65532:65532:payout:/:/usr/sbin/nologin' >etc/passwd \
    && echo 'payout:x:65532:' >etc/group \
    && echo 'hosts: files dns' >etc/nsswitch.conf \
    && chmod 1777 tmp \
    && chown 65532:65532 var/spool/payout

FROM scratch
COPY --from=build /root-of-image /
USER 65532:65532
# Which of a container's ports are reached from outside is for its network to say, so the programs listen on all addresses.
ENV PATH=/usr/bin
ENV PAYOUT_LISTEN=0.0.0.0:8080 PAYOUT_OPS_LISTEN=0.0.0.0:9090 PAYOUT_SPOOL_DIR=/var/spool/payout
VOLUME /var/spool/payout
EXPOSE 8080
CMD ["payout", "--help"]
