# syntax=docker/dockerfile:1

# The front ends.
FROM --platform=$BUILDPLATFORM node:20.20-bookworm-slim AS web
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY widget/package.json widget/
COPY dashboard/package.json dashboard/
COPY e2e/package.json e2e/
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.base.json ./
COPY scripts scripts
COPY shared shared
COPY widget widget
COPY dashboard dashboard
RUN scripts/web.sh

# The program: static, with the front ends, time zones and migrations inside.
FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm AS program
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
COPY --from=web /src/widget/dist widget/dist
COPY --from=web /src/dashboard/dist dashboard/dist
ARG TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -buildvcs=false -tags timetzdata -ldflags "-s -w" -o /baton ./cmd/baton

# Alpine only for its certificates and wget, which asks after the program's health.
FROM alpine:3.22
RUN adduser -D -H -u 10001 baton && install -d -o baton -g baton -m 0700 /data
COPY --from=program /baton /usr/local/bin/baton
USER baton
ENV BATON_ADDR=:8080 BATON_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
# Alive, not ready: a node that waits for its database must not be restarted for it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD wget -q -O /dev/null http://127.0.0.1:8080/healthz
ENTRYPOINT ["baton"]
CMD ["serve"]
