# docker build -t banderole . && docker run -p 127.0.0.1:8080:8080 -v banderole:/data banderole
# Plain HTTP on port 8080, for a proxy that ends TLS; everything is kept in the volume /data.

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN packaging/build-dist && mkdir /empty

FROM scratch
COPY --from=build /src/target/dist/banderole /banderole
COPY --from=build /src/LICENSE /LICENSE
COPY --from=build --chown=10001:10001 --chmod=700 /empty /data
COPY --from=build --chown=10001:10001 --chmod=700 /empty /tmp
USER 10001:10001
ENV BANDEROLE_DATA=/data BANDEROLE_LISTEN=0.0.0.0:8080 BANDEROLE_BEHIND_PROXY=true
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=10s CMD ["/banderole", "health", "--listen", "127.0.0.1:8080"]
ENTRYPOINT ["/banderole"]
CMD ["serve"]
