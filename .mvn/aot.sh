# Makes an AOT cache: sh aot.sh CACHE JAVA OPTION... Started in the background by ./nats-server; one at a time. What
# went wrong stays in CACHE.failed, so that it is not tried again at every start.
set -u
trap '' INT HUP
cache=$1
shift

owner=
if [ -r "$cache.lock/pid" ] && read -r owner <"$cache.lock/pid" && ! kill -0 "$owner" 2>/dev/null; then
    rm -rf "$cache.lock"
fi
mkdir "$cache.lock" 2>/dev/null || exit 0
echo $$ >"$cache.lock/pid"
trap 'rm -rf "$cache.lock" "$cache.log" "$cache.new" "$cache.new.config" "$cache.conf" "$cache.pid" "$cache.store"' EXIT
trap 'exit 1' TERM

sleep 1 # the server that was started first has the machine to itself until it listens
[ -e "$cache" ] && exit 0
# Servers are mostly started with a file: what reads it belongs into the cache.
cat >"$cache.conf" <<END
# as many kinds of values as there are
server_name: training, listen: "127.0.0.1:-1"
http: "127.0.0.1:-1"
pid_file: "$cache.pid"
debug: false, trace: no, logtime: true, max_payload: 1MB
ping_interval: "2m", write_deadline: 10s, lame_duck_duration: "1m"
server_tags: ["a", b ], server_metadata: { key: value }
cluster { name: training, listen: 127.0.0.1:-1 }
leafnodes { listen: 127.0.0.1:-1 }
websocket { listen: 127.0.0.1:-1, no_tls: true }
jetstream { store_dir: "$cache.store", max_mem: 1MB, max_file: 64MB }
END

# No profiles: what they call hot would be compiled at each start, for 4 MB and no gain (docs/DECISIONS.md 6). A JDK that
# has no such option makes its cache with them.
if "$@" -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining \
    -XX:AOTCacheOutput="$cache.new" -Dmidge.train=true io.midge.Main -c "$cache.conf" -p -1 -n training \
    >"$cache.log" 2>&1 && [ -s "$cache.new" ]; then
    mv "$cache.new" "$cache"
else
    mv "$cache.log" "$cache.failed"
fi
