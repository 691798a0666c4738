FROM node:26.10-trixie-slim AS build
WORKDIR /app
# Compiled code that the build leaves is only for the user who made it: the one who will run it.
RUN chown node:node /app
USER node
COPY --chown=node:node package.json package-lock.json ./
# The image brings Node and the registry brings the binaries: no install script is needed.
RUN npm ci --ignore-scripts
COPY --chown=node:node tsconfig.json tsconfig.build.json ./
COPY --chown=node:node schema ./schema
COPY --chown=node:node scripts ./scripts
COPY --chown=node:node src ./src
RUN npm run build

FROM node:26.10-trixie-slim
WORKDIR /app
# It says that the programs are ECMAScript modules. What they need of other packages is bundled into them.
COPY package.json ./
COPY schema ./schema
COPY --from=build /app/dist ./dist
COPY --from=build --chown=node:node /app/dist/compile-cache ./dist/compile-cache
RUN mkdir data && chown node:node data

ENV NODE_ENV=production HOST=0.0.0.0
USER node
VOLUME /app/data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 4000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# docs/decisions/0033-one-thread-helps-v8.md and 0035-sixteen-mebibytes-of-what-is-new.md
CMD ["node", "--v8-pool-size=1", "--max-semi-space-size=16", "dist/main.js"]
