package io.github.tinyhttp.interop;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.tinyhttp.testkit.TestCertificate;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// undici, the client behind the `fetch` of Node.js, which speaks HTTP/2 if it is allowed to. It
/// ends a connection with all requests in flight at GOAWAY, and gives its user trailers at times
/// only.
@ParameterizedClass
@EnumSource(Transport.class)
class UndiciTest extends ClientContract implements CancelsRequests, StopsUploads {
  private static final String PACKAGE = "META-INF/resources/webjars/undici";

  private static final String SCRIPT =
      """
      const fs = require('node:fs');
      const [library, uri, trusted] = process.argv.slice(1);
      const {Client, H2CClient} = require(library);
      const client = uri.startsWith('https')
          ? new Client(uri, {allowH2: true, pipelining: 100, maxConcurrentStreams: 100,
              connect: {ca: fs.readFileSync(trusted)}})
          : new H2CClient(uri, {maxConcurrentStreams: 100, pipelining: 100});
      const text = word => Buffer.from(word.slice(1), 'base64');
      const fields = word => Object.fromEntries(text(word).toString('latin1').split('\\n')
          .filter(line => line).map(line => line.split(/: (.*)/s)));
      const word = data => '.' + Buffer.from(data, 'latin1').toString('base64');
      const lines = fields => word(Object.entries(fields)
          .flatMap(([name, value]) => [value].flat().map(one => `${name}: ${one}\\n`)).join(''));
      async function perform(line) {
        const [id, method, path, most, head, body] = line.split(' ');
        try {
          const response = await client.request({path, method, headers: fields(head),
              body: body === '-' ? null : text(body)});
          const content = [];
          let size = 0;
          for await (const data of response.body) {
            content.push(data);
            size += data.length;
            if (size >= most) break;
          }
          console.log(id, response.statusCode, lines(response.headers),
              '.' + Buffer.concat(content).toString('base64'), '.');
        } catch (e) {
          console.log(id, 0, word(String(e)));
        }
      }
      require('node:readline').createInterface({input: process.stdin}).on('line', perform);
      """;

  private static Path library;

  UndiciTest(Transport transport) {
    super(transport);
  }

  /// Takes the package out of its archive, in which Node cannot read it.
  @BeforeAll
  static void unpack() throws Exception {
    Process node = new ProcessBuilder("node", "--version").start();
    String version = new String(node.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assumeThat(Runtime.Version.parse(version.strip().substring(1)).feature())
        .as("the version of Node.js that undici needs")
        .isGreaterThanOrEqualTo(20);
    URL archive = UndiciTest.class.getClassLoader().getResource(PACKAGE);
    try (FileSystem files = FileSystems.newFileSystem(archive.toURI(), Map.of())) {
      Path root;
      try (Stream<Path> versions = Files.list(files.getPath(PACKAGE))) {
        root = versions.findFirst().orElseThrow();
      }
      List<Path> all;
      try (Stream<Path> found = Files.walk(root)) {
        all = found.toList();
      }
      library = directory.resolve("undici");
      for (Path one : all) {
        Path copy = library.resolve(root.relativize(one).toString());
        if (Files.isDirectory(one)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(one, copy);
        }
      }
    }
  }

  @Override
  Http2Client connect(String uri, TestCertificate trusted) throws IOException {
    return new ScriptedClient(
        "node", "--no-warnings", "-e", SCRIPT, library + "", uri, trusted.chain() + "");
  }
}
