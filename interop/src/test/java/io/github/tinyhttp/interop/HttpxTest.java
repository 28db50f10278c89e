package io.github.tinyhttp.interop;

import io.github.tinyhttp.testkit.TestCertificate;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// httpx of Python, which is the module `h2` inside. It gives no trailers, does not tell the server
/// when its user wants no more, and reads no response before its content is sent.
@ParameterizedClass
@EnumSource(Transport.class)
class HttpxTest extends ClientContract {
  private static final String SCRIPT =
      """
      import asyncio, base64, httpx, ssl, sys
      uri, trusted = sys.argv[1:]
      def octets(word): return base64.b64decode(word[1:])
      def word(data): return "." + base64.b64encode(data).decode()
      async def perform(client, line):
        id, method, path, most, head, body, tail = line.split(" ")
        fields = [tuple(one.split(": ", 1)) for one in octets(head).decode("latin1").splitlines()]
        try:
          content = None if body == "-" else octets(body)
          received = b""
          async with client.stream(method, uri + path, headers=fields, content=content) as response:
            async for some in response.aiter_raw():
              received += some
              if len(received) >= int(most): break
          lines = "".join(f"{name}: {value}\\n" for name, value in response.headers.multi_items())
          print(id, response.status_code, word(lines.encode("latin1")), word(received), ".", flush=True)
        except Exception as e:
          print(id, 0, word(repr(e).encode()), flush=True)
      async def main():
        trust = ssl.create_default_context(cafile=trusted)
        limits = httpx.Limits(max_connections=1)
        async with httpx.AsyncClient(
            http1=False, http2=True, verify=trust, limits=limits, timeout=60, trust_env=False) as client:
          loop, tasks = asyncio.get_running_loop(), set()
          while line := await loop.run_in_executor(None, sys.stdin.readline):
            tasks.add(asyncio.create_task(perform(client, line.rstrip("\\n"))))
      asyncio.run(main())
      """;

  HttpxTest(Transport transport) {
    super(transport);
  }

  @Override
  Http2Client connect(String uri, TestCertificate trusted) throws IOException {
    return new ScriptedClient(
        "/usr/bin/python3", "-I", "-c", SCRIPT, uri, trusted.chain().toString());
  }
}
