package io.midge.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a segment looks like on the disk: files that exist must be readable by whatever comes. */
class GoldenTest {
    private static final String HEX =
            "4d4944474553454701000000000000000700000000000000010000000000000001000000000000000000000000000000"
                    + "0004000000000000000000006ec7edca4000000090d74dd00100030012000000d2cb4794000000000500000000000000"
                    + "00002a36fe9c9717612e624e4154532f312e300d0a413a20620d0a0d0a0102032b000000f6c59ddc0101030000000000"
                    + "d75bc21a3c0000000600000000000000f4012a36fe9c9717612e630000000000280000005c2ec2c60400000000000000"
                    + "000000000000000005000000000000000000000000000000430000007a8f3e2d02000300000000004e1ca8bcffffffff"
                    + "090000000000000090012a36fe9c9717612e620100000000000000000000002c0100003401000024237d910000000000"
                    + "4d494447464f5452000000007cd1844103612e6203612e63040002000000000008080b00000000000001000000000000"
                    + "8080d0e2c6bfce972fe807c7010000003a21cd020000000001780101010000000416000000000000020100b402000000"
                    + "01010800000000009504e21a000000000000000000000000050000000000000009000000000000000900000000000000"
                    + "0300000001000000020000000100000000002a36fe9c9717f4012a36fe9c971701000000000000000400000000000000"
                    + "a80100000000000020010000000000002001000000000000100000000800000008000000ff7557b01800000003000000"
                    + "030000009777811f2000000003000000030000003cf5a85c2800000003000000030000000d3bc673300000000d000000"
                    + "0d000000a9bd5b9740000000040000000400000065b1d35e480000000600000006000000990200b55000000002000000"
                    + "020000008936148958000000050000000500000084fa29fc600000000300000003000000bcf15e5c6800000004000000"
                    + "04000000d20cbcec700000006800000068000000fc0744aa4d49444753454e4407000000000000000100000000000000"
                    + "01000000000000002001000000000000980100000c0000000000000004e067ba00040000e107648e";

    private static CrashDisk written() throws IOException {
        Rig rig = new Rig();
        rig.append(5, 1_700_000_000_000_000_000L, 0, 0, "a.b", "NATS/1.0\r\nA: b\r\n\r\n", new byte[] {1, 2, 3});
        rig.append(6, 1_700_000_000_000_000_500L, 60, OpFrame.FLAG_MSG_ID, "a.c", "", new byte[0]);
        rig.other(OpType.EVICT, 5, "");
        rig.append(9, 1_700_000_000_000_000_400L, OpFrame.FOREVER, 0, "a.b", "", new byte[300]);
        rig.log.seal();
        rig.checkpoint();
        rig.log.close();
        return rig.disk;
    }

    @Test
    void segmentIsWrittenAsEver() throws IOException {
        assertThat(HexFormat.of().formatHex(written().bytes(Opening.name(Rig.DIR, 1))))
                .isEqualTo(HEX);
    }

    @Test
    void segmentIsReadAsEver() throws IOException {
        CrashDisk disk = written(); // for the payload that lies beside the segment
        disk.bytes(Opening.name(Rig.DIR, 1), HexFormat.of().parseHex(HEX));
        Rig rig = new Rig(disk, io.midge.store.seal.BlockCodec.NONE, new Mark(2, 0, 4, 9));
        assertThat(rig.read(5)).isEqualTo("a.b|NATS/1.0\r\nA: b\r\n\r\n|\u0001\u0002\u0003");
        assertThat(rig.loaded.keySet()).containsExactly(5L, 6L, 9L);
        assertThat(Objects.requireNonNull(rig.loaded.get(6L)).ttl).isEqualTo(60);
        assertThat(Objects.requireNonNull(rig.loaded.get(9L)).ttl).isEqualTo(OpFrame.FOREVER);
        assertThat(Objects.requireNonNull(rig.loaded.get(9L)).time).isEqualTo(1_700_000_000_000_000_400L);
        assertThat(rig.heard).containsExactly(OpType.EVICT);
        rig.log.scrub(1 << 20);
        assertThat(rig.damage).isEmpty();
    }
}
