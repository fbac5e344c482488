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
trap 'rm -rf "$cache.lock" "$cache.log" "$cache.new" "$cache.new.config"' EXIT
trap 'exit 1' TERM

sleep 1 # the server that was started first has the machine to itself until it listens
[ -e "$cache" ] && exit 0
# No profiles: what they call hot would be compiled at each start, for 4 MB and no gain (docs/DECISIONS.md 6). A JDK that
# has no such option makes its cache with them.
if "$@" -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining \
    -XX:AOTCacheOutput="$cache.new" -Dmidge.train=true io.midge.Main -a 127.0.0.1 -p -1 -m -1 \
    >"$cache.log" 2>&1 && [ -s "$cache.new" ]; then
    mv "$cache.new" "$cache"
else
    mv "$cache.log" "$cache.failed"
fi
