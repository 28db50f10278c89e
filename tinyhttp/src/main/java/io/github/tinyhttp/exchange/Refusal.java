package io.github.tinyhttp.exchange;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Status;
import java.util.Optional;

/// Something that was refused, for those who watch.
record Refusal(
    ConnectionEvent connection, Optional<RequestEvent> request, BrokenRule rule, Status status)
    implements RefusalEvent {}
