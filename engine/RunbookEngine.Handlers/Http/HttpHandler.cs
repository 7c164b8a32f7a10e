using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Http;

/// <summary>
/// The tool <c>http</c>. It asks from the machine that the engine runs on and only looks, so that it may be called any number of times.
/// </summary>
internal sealed class HttpHandler : IStepHandler
{
    public ToolDefinition Definition => HttpDefinition.Tool;

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var settings = HttpSettings.From(context);
        using var trust = await HttpTrust.ReadAsync(context.Files, settings, cancellation);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, SslOptions = trust.Options() };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("runbook");
        var exchange = new HttpExchange(client, settings, context.Clock);
        while (true)
        {
            var answer = await exchange.AskAsync(cancellation);
            if (answer is HttpAnswer.Received received && settings.Wanted.Contains(received.Status))
                return new StepOutcome.Unchanged(received.Outputs);
            var failure = answer.Failure(settings);
            if (!settings.Repeat || !failure.Retryable)
                return new StepOutcome.Failed(failure, (answer as HttpAnswer.Received)?.Outputs);
            context.Progress(string.Create(CultureInfo.InvariantCulture, $"not yet: {failure.Message}"));
            await Task.Delay(settings.Interval, context.Clock, cancellation);
        }
    }
}
