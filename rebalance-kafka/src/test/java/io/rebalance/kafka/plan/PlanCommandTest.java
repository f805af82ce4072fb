package io.rebalance.kafka.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PlanCommandTest {

    private static final String TEXT = """

            GROUP           CONSUMER-ID     GROUP-INSTANCE-ID HOST            CLIENT-ID       #PARTITIONS     ASSIGNMENT
            shipping        a-11            box-1             /127.0.0.1      web             2               orders(0,1)
            shipping        b-22                              /127.0.0.1      web             2               orders(2,3)
            shipping        b-33                              /127.0.0.1      job             1               refunds(0)

            GROUP           CONSUMER-ID     HOST            CLIENT-ID       #PARTITIONS     ASSIGNMENT
            audit           z               /127.0.0.1      z               1               orders(0)
            """;

    @TempDir
    private Path folder;

    private String file;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("members.txt"), TEXT).toString();
    }

    private int run(String... args) {
        CommandLine command = Plan.commandLine(new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8)));
        return command.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void plan_ofAMemberThatLeaves_isShown() {
        assertThat(run(file, "--group", "shipping", "--assignor", "sticky", "--leave", "box-1"))
                .isZero();
        assertThat(out).hasToString("""
                        a-11 leaves
                        before: 3 members, 1 to 2 partitions each, 0 idle, 0 partitions of nobody
                        after:  2 members, 2 to 3 partitions each, 0 idle, 0 partitions of nobody
                        moved from one member to another: 2
                        partition  from  to
                        orders-0   a-11  b-33
                        orders-1   a-11  b-22
                        """);
        assertThat(err).hasToString("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--leave a-                 | a-11 leaves",
                "--leave job                | b-33 leaves",
                "--join new                 | new joins",
                "--join new=refunds         | new joins",
                "--grow orders=8            | orders has 8 partitions",
                "--strategy sticky          | the group uses sticky",
                "--subscriptions own        | assign anew",
                "--topic orders:9 --grow orders=10 | orders has 10 partitions",
            })
    void plan_ofEachChange_beginsWithIt(String options, String title) {
        assertThat(run((file + " --group shipping " + options).split(" ")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).startsWith(title + "\nbefore: 3 members, 1 to 2 partitions each");
    }

    @Test
    void plan_ofTheStandardInput_isTheSame() {
        assertThat(run("-", "--group", "audit", "--join", "y")).isZero();
        assertThat(out.toString()).startsWith("y joins\nbefore: 1 members");
    }

    @Test
    void plan_withoutArguments_showsTheSample() {
        assertThat(run()).isZero();
        assertThat(out.toString())
                .startsWith("GROUP           CONSUMER-ID")
                .contains("\n\npacker-1-2d1b6f0e-6a55-4c39-9d0f-3f1c7a2b8e41 leaves\nbefore: 4 members");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--leave a                                | --group must be one of shipping, audit",
                "--group other                            | --group must be one of shipping, audit, was other",
                "--group shipping --leave b               | --leave must be of one member, was b, which is of b-22, b-33",
                "--group shipping --leave x               | --leave must be of one member, was x, which is of none",
                "--group shipping --join a-11             | --join must be an id that no member has, was a-11",
                "--group shipping --join x=y              | --join must name a topic of the group, orders, refunds, or of --topic, was y",
                "--group shipping --grow orders           | --grow must be TOPIC=COUNT with a count of 0 to 1000000, was orders",
                "--group shipping --grow orders=3         | --grow must not make orders smaller than 4, was 3",
                "--group shipping --topic orders:2        | --topic: partition count of orders must be 4 or more, since a member has partition 3, was 2",
                "--group shipping --topic orders:x        | --topic must be NAME:COUNT with a count of 0 to 1000000, was orders:x",
                "--group shipping --strategy best         | --strategy: name must be one of range, roundrobin, sticky, cooperative-sticky, uniform, was best",
                "--group shipping --leave b-22 --join x   | Error: --leave=ID, --join=ID[=TOPIC,...] are mutually exclusive (specify only one)",
            })
    void commandLine_wrong_isRefusedWith2(String options, String message) {
        assertThat(run((file + " " + options).split(" +"))).isEqualTo(2);
        assertThat(err.toString()).startsWith(message + System.lineSeparator()).contains("Usage: plan");
        assertThat(out).hasToString("");
    }

    @Test
    void description_unreadable_isRefusedWith1() throws IOException {
        Files.writeString(folder.resolve("members.txt"), TEXT.replace("orders(2,3)", "orders[2,3]"));

        assertThat(run(file)).isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo("plan: " + file + ", line 4, column ASSIGNMENT: must be like orders:0,1;payments:2, or"
                        + " orders(0,1), payments(2), or -, was orders[2,3]");
    }

    @Test
    void description_missingOrWithoutGroups_isRefusedWith1() throws IOException {
        assertThat(run(folder.resolve("other.txt").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("other.txt: there is no such file");
        Files.writeString(folder.resolve("members.txt"), "nothing\n");
        assertThat(run(file)).isEqualTo(1);
        assertThat(err.toString()).contains("describes no group with members");
    }
}
