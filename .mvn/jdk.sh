# Finds a JDK 25 or newer; read by ./nats-server, ./test and .ci/run. POSIX sh, starts no JVM to ask.
#
#   midge_jdk CACHE   sets jdk_home and jdk_build, or fails. CACHE is a file that remembers what `java` on the PATH
#                     resolves to; it need not exist nor be writable.

jdk_wanted=25

# One directory: is it a JDK, and new enough?
jdk_accept() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    jdk_feature=0
    jdk_build=
    while IFS='="' read -r jdk_key jdk_gap jdk_value jdk_rest || [ -n "$jdk_key" ]; do
        case $jdk_key in
            JAVA_VERSION) jdk_feature=${jdk_value%%[!0-9]*} ;;
            JAVA_RUNTIME_VERSION) jdk_build=$jdk_value ;;
        esac
        [ "$jdk_feature" = 0 ] || [ -z "$jdk_build" ] || break # what follows is long
    done <"$1/release"
    [ "${jdk_feature:-0}" -ge "$jdk_wanted" ] || return 1
    jdk_home=$1
}

# `java` on the PATH, through its symbolic links.
jdk_on_path() {
    [ -n "$1" ] || return 1
    jdk_link=$1
    while [ -h "$jdk_link" ]; do
        jdk_target=$(readlink "$jdk_link")
        case $jdk_target in
            /*) jdk_link=$jdk_target ;;
            *) jdk_link=${jdk_link%/*}/$jdk_target ;;
        esac
    done
    jdk_accept "${jdk_link%/bin/java}"
}

midge_jdk() {
    [ -n "${JAVA_HOME:-}" ] && jdk_accept "${JAVA_HOME%/}" && return 0
    jdk_java=$(command -v java) || jdk_java=
    if [ -r "$1" ]; then
        {
            read -r jdk_key
            read -r jdk_value
        } <"$1" || :
        [ "$jdk_key" = "$jdk_java" ] && jdk_accept "$jdk_value" && return 0
    fi
    jdk_search || return 1
    if [ -w "${1%/*}" ]; then
        printf '%s\n' "$jdk_java" "$jdk_home" >"$1" 2>/dev/null || :
    fi
    return 0
}

jdk_search() {
    jdk_on_path "$jdk_java" && return 0
    for jdk_place in ${MIDGE_JDK_ROOT-}/usr/lib/jvm/* ${MIDGE_JDK_ROOT-}/opt/* "${HOME:-/nowhere}"/.sdkman/candidates/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        jdk_accept "$jdk_place" && return 0
    done
    return 1
}

jdk_missing="needs a JDK $jdk_wanted: install Temurin $jdk_wanted (package temurin-$jdk_wanted-jdk, or adoptium.net), or set JAVA_HOME"
