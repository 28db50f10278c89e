package io.github.tinyhttp.interop;

import io.github.tinyhttp.Headers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A client in another language: a script that reads requests line by line from its standard input,
/// and writes what came of each to its standard output.
///
/// A request is `id method path most fields content trailers`, and a response `id status fields
/// content trailers`, where fields are lines, `most` is after how many octets to cancel, and the
/// last three are in base64 behind a point. A script that fails writes `id 0` and the reason.
final class ScriptedClient implements Http2Client {
  private final Process process;
  private final Writer input;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<ClientResponse>> waiting = new ConcurrentHashMap<>();

  ScriptedClient(String... command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    input = process.outputWriter(StandardCharsets.US_ASCII);
    Thread.ofVirtual().start(this::readResponses);
  }

  private void readResponses() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        CompletableFuture<ClientResponse> future = waiting.remove(Integer.parseInt(words[0]));
        if (words[1].equals("0")) {
          future.completeExceptionally(new IOException(text(words[2])));
        } else {
          future.complete(
              new ClientResponse(
                  Integer.parseInt(words[1]),
                  fields(words[2]),
                  octets(words[3]),
                  fields(words[4])));
        }
      }
    } catch (IOException _) {
      // the script has ended
    } finally {
      waiting.values().forEach(one -> one.completeExceptionally(new IOException("no script")));
    }
  }

  private static byte[] octets(String word) {
    return Base64.getDecoder().decode(word.substring(1));
  }

  private static String text(String word) {
    return new String(octets(word), StandardCharsets.ISO_8859_1);
  }

  private static String word(byte[] octets) {
    return "." + Base64.getEncoder().encodeToString(octets);
  }

  private static Headers fields(String word) {
    List<String> all = new ArrayList<>();
    text(word)
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(": ");
              all.add(line.substring(0, colon));
              all.add(line.substring(colon + 2));
            });
    return Headers.of(all.toArray(String[]::new));
  }

  private static String word(Headers fields) {
    var text = new StringBuilder();
    fields.forEach(field -> text.append(field.name() + ": " + field.value() + "\n"));
    return word(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public CompletableFuture<ClientResponse> send(ClientRequest request) {
    return send(request, Integer.MAX_VALUE);
  }

  @Override
  public CompletableFuture<Void> getAndCancel(String path, int octets) {
    return send(ClientRequest.get(path), octets).thenAccept(_ -> {});
  }

  private CompletableFuture<ClientResponse> send(ClientRequest request, int most) {
    var future = new CompletableFuture<ClientResponse>();
    int id = ids.incrementAndGet();
    waiting.put(id, future);
    String line =
        String.join(
            " ",
            "" + id,
            request.method(),
            request.path(),
            "" + most,
            word(request.fields()),
            request.hasContent() ? word(request.content()) : "-",
            word(request.trailers()));
    synchronized (input) {
      try {
        input.write(line + "\n");
        input.flush();
      } catch (IOException e) {
        future.completeExceptionally(e);
      }
    }
    return future;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
