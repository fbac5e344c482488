package io.midge.interop.accounts;

import io.midge.interop.PeerServer;
import io.midge.interop.Text;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays one case on one server, and writes down what each connection heard. One thread. */
final class Stage {
    private static final Pattern REPLY = Pattern.compile("\\{(\\w+)\\.reply(?:\\.(\\d+))?}");
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private final int port;
    private final boolean honest;
    private final Map<String, Peer> peers = new TreeMap<>();
    private final Mask mask = new Mask();
    private final List<String> heard = new ArrayList<>();

    private Stage(int port, boolean honest) {
        this.port = port;
        this.honest = honest;
    }

    /**
     * A line for each step, and indented what was heard.
     *
     * @param honest as if the server had kept what clients make up to themselves, see {@link Frame#honest}
     */
    static List<String> play(AccountCase each, PeerServer server, boolean honest) throws IOException {
        Stage stage = new Stage(server.port(), honest);
        try {
            for (Step step : each.steps()) {
                stage.heard.add(step.toString());
                stage.play(step);
            }
        } finally {
            stage.peers.values().forEach(Peer::close);
        }
        return stage.heard;
    }

    private void play(Step step) throws IOException {
        switch (step) {
            case Step.Connect connect -> connect(connect);
            case Step.Say say -> say(say);
            case Step.Leave leave -> peer(leave.who()).close();
        }
    }

    private Peer peer(String who) {
        return Objects.requireNonNull(peers.get(who), who);
    }

    private void connect(Step.Connect connect) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        List<Frame> frames;
        Peer peer;
        do {
            peer = new Peer(port);
            frames = peer.connect(connect.options(), connect.nkey());
            if (peer.isGone() && connect.patient()) {
                peer.close();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } while (peer.isGone() && connect.patient() && System.nanoTime() < end);
        write(connect.who(), frames);
        peers.put(connect.who(), peer);
        others(connect.who(), List.of());
    }

    private void say(Step.Say say) throws IOException {
        Peer speaker = peer(say.who());
        List<Frame> frames = speaker.turn(Text.unescape(replies(say.text())) + "\r\n");
        await(speaker, say.answers(), frames);
        int counted = 0;
        if (say.counted().contains(say.who())) {
            counted += messages(frames);
        } else {
            write(say.who(), frames);
        }
        counted += others(say.who(), say.counted());
        if (!say.counted().isEmpty()) {
            heard.add("  " + say.counted() + " together: " + counted);
        }
    }

    private String replies(String text) {
        Matcher matcher = REPLY.matcher(text);
        return matcher.replaceAll(found -> {
            Peer peer = peers.get(found.group(1));
            int n = found.group(2) == null ? 0 : Integer.parseInt(found.group(2));
            return Matcher.quoteReplacement(peer == null ? "none" : peer.reply(n));
        });
    }

    /** What was said has been done by now: what it brought the others is ahead of their PONGs. */
    private int others(String speaker, List<String> counted) throws IOException {
        int sum = 0;
        for (Map.Entry<String, Peer> each : peers.entrySet()) {
            if (!each.getKey().equals(speaker)) {
                List<Frame> frames = each.getValue().turn("");
                if (counted.contains(each.getKey())) {
                    sum += messages(frames);
                } else {
                    write(each.getKey(), frames);
                }
            }
        }
        return sum;
    }

    private static int messages(List<Frame> frames) {
        return (int) frames.stream().filter(Frame::isMessage).count();
    }

    private static void await(Peer peer, int answers, List<Frame> frames) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (frames.size() < answers && !peer.isGone() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE_NANOS);
            frames.addAll(peer.turn(""));
        }
    }

    private void write(String who, List<Frame> frames) {
        frames.forEach(frame -> heard.add("  " + who + ": " + (honest ? frame.honest() : frame).shown(mask)));
    }
}
