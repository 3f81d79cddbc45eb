# One file for all images:
#   docker build --build-arg APP=xgb -t reckit/xgb:0.1.0 .
#   docker build --target training -t reckit/training:0.1.0 .
#   docker build --target sync -t reckit/sync:0.1.0 .
# NODE_IMAGE may be any image of Debian 12 or newer (glibc) with Node 22 or newer.
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund

FROM packages AS sources
COPY . .

FROM sources AS built-service
ARG APP=xgb
RUN node tools/workspace/image.mjs /out "apps/${APP}" && mv "/out/apps/${APP}" /out/service && rmdir /out/apps

FROM sources AS built-training
RUN node tools/workspace/image.mjs /out \
    apps/training tools/evaluate tools/register tools/deploy tools/pipeline

FROM sources AS built-sync
RUN node tools/workspace/image.mjs /out tools/sync

FROM ${NODE_IMAGE} AS base
ENV NODE_ENV=production
# A volume that is new belongs to whom its folder in the image belongs to.
RUN mkdir -p /models /data && chown 10001:10001 /models /data
# A user that no image of Debian has, as a number, so that Kubernetes can see that it is not root.
USER 10001:10001
WORKDIR /app

FROM base AS training
LABEL org.opencontainers.image.title="reckit training" \
      org.opencontainers.image.licenses="MIT"
USER root
RUN apt-get update \
    && apt-get install -y --no-install-recommends libxgboost0 \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/dpkg.log /var/cache/ldconfig/aux-cache
USER 10001:10001
COPY --from=built-training /out /app
CMD ["node", "tools/pipeline/main.js", "--help"]

FROM base AS sync
LABEL org.opencontainers.image.title="reckit sync" \
      org.opencontainers.image.licenses="MIT"
COPY --from=built-sync /out /app
CMD ["node", "tools/sync/main.js", "--help"]

# The last stage is what is built without --target.
FROM base AS service
ARG APP=xgb
LABEL org.opencontainers.image.title="reckit ${APP}" \
      org.opencontainers.image.licenses="MIT"
ENV PORT=8080 MODEL_DIR=/models LOG_FORMAT=json
COPY --from=built-service /out /app
EXPOSE 8080 8090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself takes the signals as the first process, and reaps those that load models.
CMD ["node", "service/main.js"]
