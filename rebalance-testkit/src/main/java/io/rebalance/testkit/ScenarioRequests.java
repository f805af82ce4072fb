package io.rebalance.testkit;

import io.rebalance.Reply;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import io.rebalance.testkit.text.Command;
import io.rebalance.testkit.text.Words;
import io.rebalance.view.GroupEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes requests of the commands of a scenario, and remembers for each client what it need not say again. */
final class ScenarioRequests {

    private static final short ASSIGNMENT_VERSION = 3;
    private static final String GIVES = "<-";
    // topic:partition=offset, then maybe @epoch, then maybe "text"
    private static final Pattern OFFSET = Pattern.compile("(.+):(\\d{1,9})=(-?\\d{1,18})(?:@(\\d{1,9}))?(?:\"(.*)\")?");

    private static final Pattern PRODUCER = Pattern.compile("(\\d{1,18})@(\\d{1,9})");

    private final Map<String, ScenarioClient> clients = new TreeMap<>(); // by member id
    private final Map<Long, ScenarioClient> joining = new TreeMap<>(); // by ticket

    /** The request that the line asks for, or null if it asks for something else. */
    @Nullable
    GroupRequest<?> request(long ticket, Command line) {
        return switch (line.verb()) {
            case "join" -> join(ticket, line);
            case "sync" -> sync(line);
            case "heartbeat" -> heartbeat(line);
            case "leave" -> leave(line);
            case "commit" -> commit(line);
            case "fetch" -> fetch(line);
            case "end-transaction" -> endTransaction(line);
            case "delete-offsets" -> new OffsetDeleteRequest(group(line), partitions(line.restOfWords()));
            case "describe" -> new DescribeGroupRequest(group(line));
            case "list" -> list(line);
            case "delete-group" -> new DeleteGroupRequest(group(line));
            default -> null;
        };
    }

    /** Learns what a client learns from an answer. */
    void learn(Reply reply) {
        ScenarioClient client = joining.remove(reply.ticket());
        if (client != null && reply.response() instanceof JoinGroupResponse response) {
            client.learn(response);
            if (!response.memberId().isEmpty()) {
                clients.put(response.memberId(), client);
            }
        }
    }

    /** Learns which member a newcomer's join made, before that join is answered. */
    void learn(long ticket, List<GroupEvent> events) {
        ScenarioClient client = joining.get(ticket);
        for (GroupEvent event : events) {
            if (client != null && event instanceof GroupEvent.MemberJoined joined) {
                clients.put(joined.memberId(), client);
            }
            if (client != null && event instanceof GroupEvent.MemberReplaced replaced) {
                clients.put(replaced.memberId(), client);
            }
        }
    }

    private JoinGroupRequest join(long ticket, Command line) {
        String groupId = group(line);
        String word = line.optionalWord();
        String memberId = word == null ? JoinGroupRequest.UNKNOWN_MEMBER : word;
        ScenarioClient client = word == null ? new ScenarioClient() : client(memberId);
        joining.put(ticket, client);
        return client.join(line, groupId, memberId);
    }

    private SyncGroupRequest sync(Command line) {
        boolean tellsProtocol = line.version(5) >= 5; // KIP-559
        String groupId = group(line);
        String memberId = line.word("a member id");
        ScenarioClient client = client(memberId);
        String type = line.nullable("type", tellsProtocol ? client.protocolType() : null);
        String name = line.nullable("protocol", tellsProtocol ? client.protocolName : null);
        int generationId = generation(line, client);
        String instanceId = instance(line, client);
        List<MemberAssignment> assignments = new ArrayList<>();
        for (String word : line.restOfWords()) {
            int arrow = word.indexOf(GIVES);
            if (arrow < 0) {
                throw line.refused("does not understand " + word + ": who gets what is written a-1<-orders:0-2");
            }
            String given = word.substring(arrow + GIVES.length());
            assignments.add(new MemberAssignment(word.substring(0, arrow), given(given)));
        }
        return new SyncGroupRequest(
                groupId, generationId, memberId, instanceId, type, name, assignments, tellsProtocol);
    }

    private static Bytes given(String text) {
        String unquoted = Words.unquoted(text);
        return unquoted.length() < text.length()
                ? ScenarioText.readText(unquoted)
                : ConsumerProtocol.writeAssignment(
                        ConsumerAssignment.of(ScenarioText.readPartitions(text)), ASSIGNMENT_VERSION);
    }

    private HeartbeatRequest heartbeat(Command line) {
        String groupId = group(line);
        String memberId = line.word("a member id");
        ScenarioClient client = client(memberId);
        return new HeartbeatRequest(groupId, generation(line, client), memberId, instance(line, client));
    }

    private LeaveGroupRequest leave(Command line) {
        String groupId = group(line);
        String reason = line.nullable("reason", null);
        List<LeaveGroupRequest.Leaver> leavers = new ArrayList<>();
        for (String word : line.restOfWords()) {
            int slash = word.indexOf('/'); // member/instance
            leavers.add(new LeaveGroupRequest.Leaver(
                    slash < 0 ? word : word.substring(0, slash), slash < 0 ? null : word.substring(slash + 1), reason));
        }
        return new LeaveGroupRequest(groupId, leavers);
    }

    private GroupRequest<?> commit(Command line) {
        String groupId = group(line);
        List<OffsetCommitRequest.Partition> offsets = new ArrayList<>();
        String memberId = JoinGroupRequest.UNKNOWN_MEMBER;
        for (String word : line.restOfWords()) {
            Matcher matcher = OFFSET.matcher(word);
            if (matcher.matches()) {
                offsets.add(new OffsetCommitRequest.Partition(
                        new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))),
                        Long.parseLong(matcher.group(3)),
                        matcher.group(4) == null ? -1 : Integer.parseInt(matcher.group(4)),
                        matcher.group(5)));
            } else if (offsets.isEmpty() && memberId.isEmpty()) {
                memberId = word;
            } else {
                throw line.refused("does not understand " + word + ": an offset is written orders:0=42");
            }
        }
        ScenarioClient client = client(memberId);
        int generationId = generation(line, client);
        String instanceId = instance(line, client);
        String producer = line.nullable("producer", null);
        if (producer != null) {
            Producer of = Producer.read(producer);
            return new TxnOffsetCommitRequest(
                    groupId, of.id(), of.epoch(), generationId, memberId, instanceId, offsets);
        }
        long retentionMs = line.option("retention", OffsetCommitRequest.NO_RETENTION, Words::readMs);
        return new OffsetCommitRequest(groupId, generationId, memberId, instanceId, retentionMs, offsets);
    }

    /** A producer, written {@code 7@0}: its id and its epoch. */
    private record Producer(long id, int epoch) {

        static Producer read(String text) {
            Matcher matcher = PRODUCER.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("a producer is written 7@0, with its epoch, was " + text);
            }
            return new Producer(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        }
    }

    private static EndTransactionRequest endTransaction(Command line) {
        Producer producer = Producer.read(line.word("a producer"));
        String end = line.word("commit or abort");
        if (!end.equals("commit") && !end.equals("abort")) {
            throw line.refused("needs commit or abort, was " + end);
        }
        return new EndTransactionRequest(producer.id(), producer.epoch(), end.equals("commit"));
    }

    private static OffsetFetchRequest fetch(Command line) {
        String groupId = group(line);
        List<String> words = new ArrayList<>(line.restOfWords());
        boolean requireStable = words.remove("stable");
        return new OffsetFetchRequest(groupId, words.isEmpty() ? null : partitions(words), requireStable);
    }

    private static ListGroupsRequest list(Command line) {
        return new ListGroupsRequest(
                line.option("states", List.of(), ScenarioText::readList),
                line.option("types", List.of(), ScenarioText::readList));
    }

    /** Reads {@code orders:0-2 payments:1}, as topics in one word or in several. */
    static List<TopicPartition> partitions(List<String> words) {
        return words.stream()
                .flatMap(w -> ScenarioText.readPartitions(w).stream())
                .flatMap(TopicPartitions::stream)
                .toList();
    }

    private static String group(Command line) {
        return Words.unquoted(line.word("a group"));
    }

    private static int generation(Command line, ScenarioClient client) {
        return line.option("generation", client.generationId, Words::readInt);
    }

    private static @Nullable String instance(Command line, ScenarioClient client) {
        return line.nullable("instance", client.instanceId);
    }

    /** The client that was given the id; one that nobody knows if there is none. */
    private ScenarioClient client(String memberId) {
        ScenarioClient client = clients.get(memberId);
        return client == null ? new ScenarioClient() : client;
    }
}
