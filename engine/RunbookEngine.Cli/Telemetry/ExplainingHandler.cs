namespace RunbookEngine.Cli.Telemetry;

/// <summary>Sends requests, and keeps why one fails: the exporter itself says so to a listener that the native program does not have.</summary>
internal sealed class ExplainingHandler(Delivery delivery) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return Look(base.Send(request, cancellation));
        }
        catch (Exception failure)
        {
            Explain(failure);
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return Look(await base.SendAsync(request, cancellation));
        }
        catch (Exception failure)
        {
            Explain(failure);
            throw;
        }
    }

    private HttpResponseMessage Look(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
            delivery.Explain($"the collector answered {(int)response.StatusCode}");
        return response;
    }

    // A message of the failure may hold the address.
    private void Explain(Exception failure) => delivery.Explain(failure switch
    {
        HttpRequestException http => $"the collector was not reached ({http.HttpRequestError})",
        OperationCanceledException => "the collector did not answer in time",
        _ => "the collector was not reached",
    });
}
