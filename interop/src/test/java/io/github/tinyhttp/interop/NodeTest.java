package io.github.tinyhttp.interop;

import io.github.tinyhttp.testkit.TestCertificate;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The module `http2` of Node.js, which is nghttp2 inside.
@ParameterizedClass
@EnumSource(Transport.class)
class NodeTest extends ClientContract
    implements SendsTrailers, AsksToContinue, CancelsRequests, StopsUploads, LosesNoRequest {
  private static final String SCRIPT =
      """
      const http2 = require('node:http2'), fs = require('node:fs');
      const [uri, trusted] = process.argv.slice(1);
      const session = http2.connect(uri, {
        ca: fs.readFileSync(trusted), maxHeaderListPairs: 1000, maxSendHeaderBlockLength: 1 << 20,
        settings: {maxHeaderListSize: 1 << 16}});
      let over = null;
      session.on('error', e => over = e);
      session.on('goaway', () => over ??= new Error('GOAWAY'));
      const text = word => Buffer.from(word.slice(1), 'base64');
      const fields = word => Object.fromEntries(text(word).toString('latin1').split('\\n')
          .filter(line => line).map(line => line.split(/: (.*)/s)));
      const word = data => '.' + Buffer.from(data, 'latin1').toString('base64');
      const lines = fields => word(Object.entries(fields).filter(([name]) => name[0] !== ':')
          .flatMap(([name, value]) => [value].flat().map(one => `${name}: ${one}\\n`)).join(''));
      const fail = (id, e) => console.log(id, 0, word(String(e)));
      function perform(line) {
        const [id, method, path, most, head, body, tail] = line.split(' ');
        if (over) return fail(id, over);
        const given = fields(head), trailers = fields(tail);
        const expects = 'Expect' in given;
        const stream = session.request({':method': method, ':path': path, ...given},
            {endStream: body === '-', waitForTrailers: tail !== '.'});
        const content = [];
        let size = 0, response = {}, behind = {}, done = false;
        const end = e => {
          if (done) return;
          done = true;
          if (e) fail(id, e);
          else console.log(id, response[':status'], lines(response),
              '.' + Buffer.concat(content).toString('base64'), lines(behind));
        };
        stream.on('response', got => response = got);
        stream.on('trailers', got => behind = got);
        stream.on('wantTrailers', () => stream.sendTrailers(trailers));
        stream.on('data', data => {
          content.push(data);
          size += data.length;
          if (size >= most) { stream.close(http2.constants.NGHTTP2_CANCEL); end(); }
        });
        stream.on('end', () => end());
        stream.on('error', end);
        stream.on('close', () => end(response[':status'] ? null : new Error('closed')));
        if (body !== '-') {
          if (expects) stream.on('continue', () => stream.end(text(body)));
          else stream.end(text(body));
        }
      }
      require('node:readline').createInterface({input: process.stdin}).on('line', perform);
      """;

  NodeTest(Transport transport) {
    super(transport);
  }

  @Override
  Http2Client connect(String uri, TestCertificate trusted) throws IOException {
    return new ScriptedClient("node", "-e", SCRIPT, uri, trusted.chain().toString());
  }
}
