package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes on the disk: they are the interface to what later versions read. */
class JournalFormatTest {
    private static String hex(byte[] bytes, int length) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < length; at += 16) {
            text.append(String.format("%04x  ", at));
            text.append(HexFormat.ofDelimiter(" ").formatHex(bytes, at, at + 8)).append("  ");
            text.append(HexFormat.ofDelimiter(" ").formatHex(bytes, at + 8, at + 16))
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void aBatchAsItLies() throws Exception {
        Rig rig = Rig.small();
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "zero");
        rig.lanes.run();
        journal.append(
                0x0123456789abcdL, 7, 3, (byte) 9, "hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 5);
        Rig.append(journal, 2, 1, "");
        rig.lanes.run();
        assertThat(rig.erase(journal, 0, "zero")).isEmpty();
        byte[] bytes = rig.disk.bytes("journal/0000000000000000.jrn");
        assertThat(hex(java.util.Arrays.copyOfRange(bytes, 4096, 8192), 144)).isEqualTo("""
                0000  89 4d 47 4a 52 4e 4c 31  ed 5e 00 00 00 00 00 00
                0010  00 10 00 00 00 00 00 00  00 10 00 00 00 00 00 00
                0020  01 00 00 00 02 00 00 00  01 00 00 40 5e 50 d3 96
                0030  48 00 00 00 48 00 00 00  00 00 00 00 d8 66 3e 91
                0040  fa 0c 7d d5 05 00 00 00  cd ab 89 67 45 23 01 09
                0050  07 00 00 00 00 00 00 00  03 00 00 00 4c bb 71 9a
                0060  68 65 6c 6c 6f 00 00 00  ff 39 b0 6d 00 00 00 00
                0070  02 00 00 00 00 00 00 07  01 00 00 00 00 00 00 00
                0080  01 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
                """);
        assertThat(hex(bytes, 112)).isEqualTo("""
                0000  89 4d 47 4a 52 4e 4c 31  ed 5e 00 00 00 00 00 00
                0010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
                0020  01 00 00 00 01 00 00 00  01 00 00 40 00 00 00 00
                0030  28 00 00 00 28 00 00 00  00 00 00 00 29 66 12 d0
                0040  43 00 c8 62 04 00 00 80  01 00 00 00 00 00 00 07
                0050  01 00 00 00 00 00 00 00  01 00 00 00 c7 4b 67 48
                0060  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
                """);
        assertThat(Layout.isZero(bytes, 4096 + 144, 8192)).isTrue();
    }

    @Test
    void namesOfFiles() {
        assertThat(Layout.name(0x4000000L)).isEqualTo("0000000004000000.jrn");
        assertThat(Layout.first("0000000004000000.jrn")).isEqualTo(0x4000000L);
        for (String none : new String[] {
            "",
            ".jrn",
            "0000000004000001.jrn",
            "000000000400000.jrn",
            "000000000400000G.jrn",
            "8000000000000000.jrn",
            "0000000004000000.jrx",
            "000000000A000000.jrn"
        }) {
            assertThat(Layout.first(none)).as(none).isEqualTo(-1);
        }
    }

    @Test
    void aGroupFillsItsBitsAndNoMore() {
        byte[] buf = new byte[64];
        Envelope.put(buf, 8, 3, Layout.MAX_GROUP, Long.MIN_VALUE, -1, (byte) -128);
        io.midge.raft.Entry entry = Envelope.view(new io.midge.raft.Entry(), buf, 8, 5);
        assertThat(entry.group).isEqualTo(Layout.MAX_GROUP);
        assertThat(entry.kind).isEqualTo((byte) -128);
        assertThat(entry.index).isEqualTo(Long.MIN_VALUE);
        assertThat(entry.term).isEqualTo(-1);
        assertThat(entry.len).isEqualTo(3);
    }
}
