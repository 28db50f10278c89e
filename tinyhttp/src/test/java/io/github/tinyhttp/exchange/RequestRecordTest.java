package io.github.tinyhttp.exchange;

import static io.github.tinyhttp.RequestEvent.Moment.ENDED;
import static io.github.tinyhttp.RequestEvent.Moment.HANDLING_BEGAN;
import static io.github.tinyhttp.RequestEvent.Moment.RECEIVED;
import static io.github.tinyhttp.RequestEvent.Moment.RESPONDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.RequestEvent.Fault;
import io.github.tinyhttp.RequestEvent.HandlerThread;
import io.github.tinyhttp.RequestEvent.Outcome;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import io.github.tinyhttp.engine.Workers;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What those who watch can ask of a request, from its head to its end.
class RequestRecordTest {
  private final ServerRequest request = Requests.get("/path");
  private final AtomicInteger ends = new AtomicInteger();

  private RequestRecord record(Instant receivedAt) {
    return new RequestRecord(request, request.carrier, _ -> ends.incrementAndGet(), receivedAt);
  }

  @Test
  void a_moment_that_has_not_come_has_no_time() {
    RequestRecord record = record(Instant.now());
    assertThat(record.nanoTime(RECEIVED)).isPresent();
    assertThat(record.nanoTime(RESPONDED)).isEmpty();
    assertThat(record.time(ENDED)).isEmpty();
    assertThat(record.response()).isEmpty();
    assertThat(record.outcome()).isEmpty();
    assertThat(record.fault()).isEqualTo(Fault.NONE);
  }

  /// Where only a recording watches, the wall clock is not asked for each request.
  @Test
  void a_time_is_known_with_the_wall_clock_and_without() {
    Instant now = Instant.now();
    RequestRecord exact = record(now);
    assertThat(exact.time(RECEIVED)).hasValue(now);
    RequestRecord derived = record(null);
    Instant known = derived.time(RECEIVED).orElseThrow();
    assertThat(known).isBetween(now.minusSeconds(1), Instant.now().plusSeconds(1));
  }

  @Test
  void a_moment_comes_once() {
    RequestRecord record = record(Instant.now());
    assertThat(record.beginsHandling(HandlerThread.VIRTUAL)).isTrue();
    long began = record.nanoTime(HANDLING_BEGAN).orElseThrow();
    assertThat(record.beginsHandling(HandlerThread.PLATFORM)).isFalse();
    assertThat(record.handlerThread()).hasValue(HandlerThread.VIRTUAL);
    assertThat(record.nanoTime(HANDLING_BEGAN)).hasValue(began);
    record.responded();
    long responded = record.nanoTime(RESPONDED).orElseThrow();
    record.responded();
    assertThat(record.nanoTime(RESPONDED)).hasValue(responded);
  }

  @Test
  void what_is_cut_is_the_clients_fault_or_that_of_a_server_that_ends() {
    RequestRecord byClient = record(Instant.now());
    var cause = new IOException("reset");
    byClient.cut(cause, false);
    assertThat(byClient.fault()).isEqualTo(Fault.CLIENT);
    assertThat(byClient.cause()).hasValue(cause);
    RequestRecord byServer = record(Instant.now());
    byServer.cut(cause, true);
    assertThat(byServer.fault()).isEqualTo(Fault.SERVER);
    byServer.failed(new IllegalStateException("handler"));
    assertThat(byServer.fault()).isEqualTo(Fault.APPLICATION);
    assertThat(ends).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 304, 404, 499, 500, 599})
  void a_status_says_whose_fault_it_was(int status) {
    RequestRecord record = record(Instant.now());
    request.respond(Response.status(status));
    record.ended(Outcome.SENT);
    Fault fault = status < 400 ? Fault.NONE : status < 500 ? Fault.CLIENT : Fault.APPLICATION;
    assertThat(record.fault()).isEqualTo(fault);
    assertThat(record.response()).isPresent();
    assertThat(record).asString().contains("/path");
  }

  @Test
  void a_rule_is_broken_by_the_client_whatever_the_status() {
    RequestRecord record = record(Instant.now());
    record.broke(new OtherRule("RULE", "RFC 9112 §5", "it is broken"));
    assertThat(record.fault()).isEqualTo(Fault.CLIENT);
    assertThat(record.rule()).hasToString("Optional[RULE (RFC 9112 §5): it is broken]");
  }

  /// The end of an upgrade may come before the upgrade itself is told of, but is told after it.
  @Test
  void an_upgrade_that_ends_early_is_told_in_order() {
    RequestRecord early = record(Instant.now());
    assertThat(early.upgradeEnded()).as("the upgrade is known").isFalse();
    assertThat(early.upgraded("raw")).as("it has ended").isTrue();
    RequestRecord late = record(Instant.now());
    assertThat(late.upgraded("raw")).isFalse();
    assertThat(late.upgradeEnded()).isTrue();
    assertThat(late.upgradedTo()).hasValue("raw");
  }

  @Test
  void an_end_of_a_session_can_be_read() {
    var end = new SessionEnd(record(Instant.now()), 1000, "good\nbye", ClosedBy.CLIENT);
    assertThat(end).asString().startsWith("closed by ").contains("1000").doesNotContain("\n");
  }

  // ---- what is counted, and what may be sent

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 10})
  void no_status_begins_with_that(int digit) {
    try (Workers workers = Workers.ofCaller()) {
      var counters = new Counters(workers.adders());
      assertThat(counters.responses(1)).isZero();
      assertThat(counters.responses(9)).isZero();
      assertThatIllegalArgumentException().isThrownBy(() -> counters.responses(digit));
    }
  }

  /// RFC 9110 §15.2: 100 and 101 are the library's own.
  @ParameterizedTest
  @ValueSource(ints = {99, 100, 101, 200, 1000})
  void no_interim_response_has_that_status(int status) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LibraryResponses.checkInterim(status, Headers.empty()));
  }

  @ParameterizedTest
  @ValueSource(ints = {102, 103, 199})
  void an_interim_response_has_fields_of_the_applications(int status) {
    LibraryResponses.checkInterim(status, Headers.of("Link", "</a>"));
    Headers own = Headers.of("Content-Length", "1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LibraryResponses.checkInterim(status, own));
  }
}
