# syntax=docker/dockerfile:1
# One image for payout-api, payout-worker and payout: `docker build -t payout .`
# The programs write only the batches that are being received, into the volume, so `docker run --read-only` works.

FROM rust:1.95-bookworm AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /src
COPY . .
# Both caches outlive the layer, so a machine fetches and compiles dependencies once. Cargo compares file times, and the
# sources of another checkout may be older than what was built from them, so our own sources are touched each time.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    find api cli domain worker -name '*.rs' -exec touch {} + \
    && cargo build --locked --profile dist -p api -p worker -p cli --bins \
    && mkdir -p /root-of-image/usr/bin \
    && cp target/dist/payout-api target/dist/payout-worker target/dist/payout /root-of-image/usr/bin/
# The root of the image: the programs, their shared libraries, the CA certificates, and a user without a password.
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
# The programs listen on all addresses. The container's network decides which ports are reachable from outside.
ENV PATH=/usr/bin
ENV PAYOUT_LISTEN=0.0.0.0:8080 PAYOUT_OPS_LISTEN=0.0.0.0:9090 PAYOUT_SPOOL_DIR=/var/spool/payout
VOLUME /var/spool/payout
EXPOSE 8080
CMD ["payout", "--help"]
