package io.rebalance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server as a process of its own. */
class ServerProcessTest {

    private static final Pattern LISTENING =
            Pattern.compile("rebalance: listening on 127\\.0\\.0\\.1:(\\d+), topics \\{orders=2, payments=3}");

    @Test
    void server_tellsWhereItListensThenWhatHappens_andEndsCleanly() throws Exception {
        try (ChildProcess server = start("0", "orders:2,payments:3")) {
            server.awaitOut("one line", lines -> !lines.isEmpty());
            assertThat(server.out()).hasSize(1);
            Matcher line = LISTENING.matcher(server.out().get(0));
            assertThat(line.matches()).as(server.out().toString()).isTrue();

            try (Wire wire = new Wire(Integer.parseInt(line.group(1)))) {
                JoinGroupResponse joined = wire.ask(ApiKeys.JOIN_GROUP, 3, Requests.join(3, "g", "", 10_000));
                String member = joined.data().memberId();
                wire.ask(ApiKeys.SYNC_GROUP, 3, Requests.sync(3, "g", 1, member, new byte[0]));
                wire.ask(ApiKeys.LEAVE_GROUP, 3, Requests.leave(3, "g", member));
                server.awaitOut(
                        "the end of the group",
                        lines -> lines.get(lines.size() - 1).contains("has no members any more"));
                List<String> told = server.out().subList(1, server.out().size());
                assertThat(told).allMatch(text -> text.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z g: .*"));
                assertThat(told).anyMatch(text -> text.endsWith("g: " + member + " joined"));
                assertThat(told).anyMatch(text -> text.contains("generation 1 begins: 1 members, opaque"));
                assertThat(told).anyMatch(text -> text.endsWith("g: " + member + " is gone: left"));
            }

            server.terminate();

            assertThat(server.exitCode()).isIn(0, 143); // as the virtual machine gives it
            assertThat(server.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http  | orders:4 | rebalance: port must be a number from 0 to 65535, was \"http\"",
                "70000 | orders:4 | rebalance: port must be a number from 0 to 65535, was \"70000\"",
                "0     | orders   | rebalance: topics must be like orders:4,payments:4, was \"orders\"",
            })
    void server_withBadOptions_saysSoInOneLineAndFails(String port, String topics, String message) throws Exception {
        try (ChildProcess server = start(port, topics)) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.err()).containsExactly(message);
            assertThat(server.out()).isEmpty();
        }
    }

    @Test
    void server_onATakenPort_saysSoInOneLineAndFails() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProcess server = start(Integer.toString(taken.getLocalPort()), "orders:4")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.err())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("rebalance: cannot listen on port " + taken.getLocalPort() + ": "));
            assertThat(server.out()).isEmpty();
        }
    }

    private static ChildProcess start(String port, String topics) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("-Dport=" + port, "-Dtopics=" + topics, Server.class.getName()));
        return new ChildProcess(command);
    }
}
