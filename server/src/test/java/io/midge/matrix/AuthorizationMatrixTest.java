package io.midge.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.InProcessConnection;
import io.midge.NatsServer;
import io.midge.conf.Conf;
import io.midge.conf.file.ConfigFile;
import io.midge.options.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every case of the matrix through every door; what {@code interop/run authorization} asks of nats-server, too. */
@Tag("long")
class AuthorizationMatrixTest {
    private static final int AT_LEAST = 1_000;

    @TempDir
    Path dir;

    /** How one connects. */
    enum Entrance {
        TCP {
            @Override
            Door of(NatsServer server) {
                return AgainstServers.tcp(server.port());
            }
        },
        IN_PROCESS {
            @Override
            Door of(NatsServer server) {
                return () -> {
                    InProcessConnection pipe = server.connectInProcess();
                    return new Door.Way(pipe.inputStream(), pipe.outputStream(), pipe);
                };
            }
        };

        abstract Door of(NatsServer server);
    }

    private Options options(List<User> users) throws Exception {
        String file = Files.writeString(dir.resolve("conf"), User.configuration(users))
                .toString();
        return ConfigFile.read(file, Conf.file(file, name -> null).map()).options().toBuilder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .ioLoops(2)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void everyUserMayDoWhatTheRulesSay(Entrance entrance) throws Exception {
        List<String> wrong = new ArrayList<>();
        int played = 0;
        for (List<User> users : List.of(User.LIMITED, User.UNLIMITED)) {
            try (NatsServer server = NatsServer.start(options(users));
                    Matrix matrix = new Matrix(entrance.of(server))) {
                for (Case each : Matrix.cases(users, true)) {
                    String difference = matrix.play(each);
                    played++;
                    if (!difference.isEmpty()) {
                        wrong.add(difference);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(Matrix.cases(User.LIMITED, false)).isNotEqualTo(Matrix.cases(User.LIMITED, true));
        assertThat(played).isGreaterThan(AT_LEAST);
    }
}
