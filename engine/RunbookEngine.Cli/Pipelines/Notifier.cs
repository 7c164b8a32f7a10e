using System.Net;
using System.Text;
using System.Threading.Channels;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>
/// Posts notices of a run to a webhook, beside the run: it never waits for them, and at its end only a moment. What cannot be delivered is a warning. The address is a secret and is never shown.
/// </summary>
internal sealed class Notifier : IRunObserver, IAsyncDisposable
{
    private const int MostTries = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly CliSession _session;
    private readonly Uri _address;
    private readonly RunNotices _notices;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = s_patience }) { Timeout = s_patience };
    private readonly Channel<Notice> _queue = Channel.CreateBounded<Notice>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly Task _posting;

    private Notifier(CliSession session, Uri address, RunNotices notices)
    {
        (_session, _address, _notices) = (session, address, notices);
        _posting = Task.Run(PostAllAsync);
    }

    /// <summary>For the address in <c>RUNBOOK_NOTIFY_URL</c>, or in the file that <c>RUNBOOK_NOTIFY_URL_FILE</c> names; null when neither is set.</summary>
    /// <exception cref="UsageException">It is no address, or the file cannot be read.</exception>
    public static Notifier? Open(CliSession session, RunNotices notices) => Address(session) is { } address ? new(session, address, notices) : null;

    /// <inheritdoc/>
    public void OnEvents(IReadOnlyList<RunEvent> events, RunState state)
    {
        foreach (var e in events)
        {
            if (_notices.Of(e, state) is { } notice)
                _queue.Writer.TryWrite(notice);
        }
    }

    /// <inheritdoc/>
    public void OnProgress(StepPath step, string line)
    {
    }

    /// <summary>Waits a moment for what is on its way.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        _end.CancelAfter(s_patience);
        await _posting;
        _client.Dispose();
        _end.Dispose();
    }

    private static Uri? Address(CliSession session)
    {
        var text = session.Console.Environment("RUNBOOK_NOTIFY_URL");
        if (text is not { Length: > 0 } && session.Console.Environment("RUNBOOK_NOTIFY_URL_FILE") is { Length: > 0 } file)
            text = Read(session.Console.FullPath(file));
        if (text is not { Length: > 0 })
            return null;
        return Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? address
            : throw new UsageException("the address for notices is none", "put one that begins with https:// in RUNBOOK_NOTIFY_URL, or in the file that RUNBOOK_NOTIFY_URL_FILE names");
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the file with the address for notices cannot be read: {failure.Message}", "RUNBOOK_NOTIFY_URL_FILE names it");
        }
    }

    private async Task PostAllAsync()
    {
        try
        {
            await foreach (var notice in _queue.Reader.ReadAllAsync(_end.Token))
                await PostAsync(notice);
        }
        catch (OperationCanceledException)
        {
            _session.Log.Write(LogLevel.Warning, null, null, "notices were not delivered in time");
        }
    }

    /// <summary>Tries again what may go well later: a lost connection, a server that is busy or broken.</summary>
    private async Task PostAsync(Notice notice)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (problem, final) = await TryAsync(notice);
            if (problem is null)
                return;
            if (final || attempt == MostTries)
            {
                _session.Log.Write(LogLevel.Warning, null, null, $"a notice was not delivered: {problem}");
                return;
            }

            await Task.Delay(s_pause * (1 << attempt), _session.Console.Clock, _end.Token);
        }
    }

    private async Task<(string? Problem, bool IsFinal)> TryAsync(Notice notice)
    {
        try
        {
            using var body = new StringContent(Json(notice), Encoding.UTF8, "application/json");
            using var response = await _client.PostAsync(_address, body, _end.Token);
            var code = (int)response.StatusCode;
            return response.IsSuccessStatusCode ? (null, true) : ($"the server answered {code}", code < 500 && response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout));
        }
        catch (HttpRequestException failure)
        {
            // Its message may hold the address.
            return ($"the server was not reached ({failure.HttpRequestError})", false);
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            return ("the server did not answer in time", false);
        }
    }

    private static string Json(Notice notice)
    {
        using var text = new StringWriter();
        JsonDocuments.PrintLine(text, "notice/v1", writer =>
        {
            writer.WriteString("text", notice.Text);
            writer.WriteString("event", notice.Event);
            writer.WriteString("run", notice.Run);
            writer.WriteString("runbook", notice.Runbook);
            writer.WriteString("status", notice.Status);
            writer.WriteString("message", notice.Message);
            writer.WriteText("step", notice.Step);
            writer.WriteText("host", notice.Host);
            writer.WriteText("hint", notice.Hint);
            writer.WriteText("command", notice.Command);
        });
        return text.ToString();
    }
}
