using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Fakes.TinyServer;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

public class HttpTests
{
    [Fact]
    public async Task An_answer_is_put_out_with_status_body_and_headers()
    {
        await using var server = new TinyServer(_ => Answer(200, "héalthy", "X-Thing: one\r\nX-Thing: two\r\n"));

        var outputs = Assert.IsType<StepOutcome.Unchanged>(await Get(server).RunAsync()).Outputs;

        Assert.Equal(new Value.Integer(200), outputs["status"]);
        Assert.Equal("héalthy", outputs["body"]!.ToString());
        Assert.Equal("one, two", Assert.IsType<Value.Map>(outputs["headers"])["x-thing"]!.ToString());
    }

    [Fact]
    public async Task Another_status_fails_the_step_and_tells_what_the_server_said()
    {
        await using var server = new TinyServer(_ => Answer(503, "the leader is lost\n"));

        var failure = await Get(server, ("status", List(200, 204))).FailAsync();

        Assert.Equal("http-status", failure.Code);
        Assert.Equal($"{server.Address}/ answered 503, not 200 or 204", failure.Message);
        Assert.Equal(["the leader is lost"], failure.Details);
        Assert.True(failure.Retryable);
    }

    [Fact]
    public async Task It_asks_again_until_the_status_comes()
    {
        var count = 0;
        await using var server = new TinyServer(_ => ++count switch
        {
            1 => "not http at all\r\n\r\n",
            2 => Answer(503),
            _ => Answer(204),
        });

        var run = Get(server, ("until-status", Text("204")), ("interval", Text("100ms"))).With(static c => c with { Clock = TimeProvider.System });
        var outcome = await run.RunAsync();

        Assert.Equal(new Value.Integer(204), Assert.IsType<StepOutcome.Unchanged>(outcome).Outputs["status"]);
        Assert.Equal(2, run.Lines.Count);
        Assert.Contains("answered 503", run.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_listen_is_a_failure_that_may_pass()
    {
        var failure = await new ToolRun("http", "get", ("url", Text("http://127.0.0.1:1/"))).FailAsync();

        Assert.Equal("http-error", failure.Code);
        Assert.True(failure.Retryable);
        Assert.Contains("listens", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_left_after_the_time_for_one_request()
    {
        using var answered = new ManualResetEventSlim();
        await using var server = new TinyServer(_ =>
        {
            answered.Wait(TimeSpan.FromSeconds(10));
            return "";
        });

        var failure = await Get(server, ("request-timeout", Text("200ms"))).With(static c => c with { Clock = TimeProvider.System }).FailAsync();
        answered.Set();

        Assert.Equal("http-error", failure.Code);
        Assert.Contains("no answer within 200ms", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_are_sent_and_a_secret_among_them_stays_out_of_the_failure()
    {
        await using var server = new TinyServer(_ => Answer(401));

        var failure = await Get(server, ("headers", Map(("Authorization", Secret("Bearer s3cret"))))).FailAsync();

        Assert.Contains("Authorization: Bearer s3cret\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_followed_and_headers_stay_with_the_server_they_were_meant_for()
    {
        await using var other = new TinyServer(_ => Answer(200, "there"));
        await using var server = new TinyServer(head => head.StartsWith("GET /a ", StringComparison.Ordinal)
            ? Answer(302, "", "Location: /b\r\n")
            : Answer(307, "", $"Location: {other.Address}/c\r\n"));

        var outcome = await new ToolRun("http", "get", ("url", Text(server.Address + "/a")), ("headers", Map(("X-Token", Secret("s3cret"))))).RunAsync();

        Assert.Equal("there", Assert.IsType<StepOutcome.Unchanged>(outcome).Outputs["body"]!.ToString());
        Assert.All(server.Requests, static r => Assert.Contains("X-Token: s3cret", r, StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", Assert.Single(other.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_that_never_ends_is_left_after_five()
    {
        await using var server = new TinyServer(_ => Answer(302, "", "Location: /again\r\n"));

        Assert.Equal("http-redirect", (await Get(server).FailAsync()).Code);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_redirect_that_is_asked_for_is_an_answer()
    {
        await using var server = new TinyServer(_ => Answer(302, "", "Location: /elsewhere\r\n"));

        var outcome = await Get(server, ("status", Text("302"))).RunAsync();

        Assert.Equal("/elsewhere", Assert.IsType<Value.Map>(Assert.IsType<StepOutcome.Unchanged>(outcome).Outputs["headers"])["location"]!.ToString());
    }

    [Fact]
    public async Task A_long_body_is_cut()
    {
        await using var server = new TinyServer(_ => Answer(200, new string('x', (1024 * 1024) + 10)));

        var outcome = await Get(server).RunAsync();

        Assert.Equal(1024 * 1024, Assert.IsType<StepOutcome.Unchanged>(outcome).Outputs["body"]!.ToString().Length);
    }

    [Theory]
    [InlineData("url", "127.0.0.1:80")]
    [InlineData("url", "file:///etc/passwd")]
    [InlineData("url", "https://user:pw@127.0.0.1/")]
    [InlineData("status", "2xx")]
    [InlineData("cert", "/only/one.crt")]
    public async Task A_setting_without_sense_is_told_and_nothing_is_sent(string name, string value)
    {
        (string, Value)[] settings = name == "url" ? [(name, Text(value))] : [("url", Text("http://127.0.0.1:1/")), (name, Text(value))];

        var failure = await new ToolRun("http", "get", settings).FailAsync();

        Assert.Equal("bad-setting", failure.Code);
        Assert.DoesNotContain("pw@", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Thing", "a\r\nX-Evil: 1")]
    [InlineData("X Thing", "a")]
    [InlineData("Content-Type", "a")]
    public async Task A_header_cannot_smuggle_another(string name, string value)
    {
        await using var server = new TinyServer(_ => Answer(200));

        Assert.Equal("bad-setting", (await Get(server, ("headers", Map((name, Text(value))))).FailAsync()).Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Only_the_given_authority_is_trusted()
    {
        using var authority = SomeCertificate.Authority("ours");
        using var stranger = SomeCertificate.Authority("theirs");
        using var certificate = SomeCertificate.SignedBy(authority, "server");
        await using var server = new TinyServer(_ => Answer(200), certificate);
        var files = new FakeFiles().File("/ours.crt", authority.ExportCertificatePem()).File("/theirs.crt", stranger.ExportCertificatePem()).File("/not.crt", "?");

        Assert.IsType<StepOutcome.Unchanged>(await Get(server, ("cacert", Text("/ours.crt"))).On(files).RunAsync());
        Assert.IsType<StepOutcome.Unchanged>(await Get(server, ("insecure", Flag(true))).On(files).RunAsync());
        var untrusted = await Get(server, ("cacert", Text("/theirs.crt"))).On(files).FailAsync();
        Assert.Equal("http-error", untrusted.Code);
        Assert.Contains("cacert", untrusted.Hint, StringComparison.Ordinal);
        Assert.Equal("http-error", (await Get(server).On(files).FailAsync()).Code);
        Assert.Equal("bad-setting", (await Get(server, ("cacert", Text("/not.crt"))).On(files).FailAsync()).Code);
        Assert.Equal("not-found", (await Get(server, ("cacert", Text("/missing.crt"))).On(files).FailAsync()).Code);
    }

    [Fact]
    public async Task A_client_shows_its_certificate()
    {
        using var authority = SomeCertificate.Authority("ours");
        using var certificate = SomeCertificate.SignedBy(authority, "server");
        using var client = SomeCertificate.SignedBy(authority, "an-operator");
        await using var server = new TinyServer(_ => Answer(200), certificate, askForClient: true);
        var files = new FakeFiles().File("/ca.crt", authority.ExportCertificatePem())
            .File("/client.crt", client.ExportCertificatePem()).File("/client.key", SomeCertificate.KeyOf(client));

        var outcome = await Get(server, ("cacert", Text("/ca.crt")), ("cert", Text("/client.crt")), ("key", Text("/client.key"))).On(files).RunAsync();

        Assert.IsType<StepOutcome.Unchanged>(outcome);
        Assert.Equal("CN=an-operator", Assert.Single(server.Clients));
    }

    [Fact]
    public async Task A_redirect_never_leads_away_from_https()
    {
        using var authority = SomeCertificate.Authority("ours");
        using var certificate = SomeCertificate.SignedBy(authority, "server");
        await using var plain = new TinyServer(_ => Answer(200));
        await using var server = new TinyServer(_ => Answer(302, "", $"Location: {plain.Address}/\r\n"), certificate);

        var failure = await Get(server, ("cacert", Text("/ca.crt"))).On(new FakeFiles().File("/ca.crt", authority.ExportCertificatePem())).FailAsync();

        Assert.Equal("http-redirect", failure.Code);
        Assert.False(failure.Retryable);
        Assert.Empty(plain.Requests);
    }

    private static ToolRun Get(TinyServer server, params (string Name, Value Value)[] settings) =>
        new("http", "get", [("url", Text(server.Address + "/")), .. settings]);
}
