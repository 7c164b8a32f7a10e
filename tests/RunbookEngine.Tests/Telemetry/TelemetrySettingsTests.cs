using RunbookEngine.Cli.Telemetry;

namespace RunbookEngine.Tests.Telemetry;

/// <summary>The standard variables mean what the specification says; what makes no sense is named and never shown.</summary>
public sealed class TelemetrySettingsTests
{
    [Fact]
    public void Without_an_endpoint_nothing_is_asked_for() =>
        Assert.Null(Read(("OTEL_SERVICE_NAME", "x"), ("OTEL_EXPORTER_OTLP_HEADERS", "a=b"), ("OTEL_TRACES_EXPORTER", "otlp"), ("OTEL_EXPORTER_OTLP_ENDPOINT", " ")));

    [Theory]
    [InlineData("http://c:4318", "http://c:4318/v1/traces")]
    [InlineData("https://c/otlp/", "https://c/otlp/v1/traces")]
    public void The_path_of_the_signal_is_added_to_the_address_for_all(string given, string address) =>
        Assert.Equal(address, Read(("OTEL_EXPORTER_OTLP_ENDPOINT", given))!.Traces!.Endpoint.AbsoluteUri);

    [Fact]
    public void What_is_said_of_one_signal_goes_before_what_is_said_of_all()
    {
        var settings = Read(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4318"), ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://own:9/x"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_HEADERS", "a=1"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "b=2,c=3"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "700"))!;

        Assert.Equal(new OtlpSignal(new("http://all:4318"), IsGrpc: true, "b=2,c=3", 700, IsCompressed: false), settings.Traces);
        Assert.Equal(new OtlpSignal(new("http://own:9/x"), IsGrpc: false, "a=1", 700, IsCompressed: false), settings.Metrics);
        Assert.Empty(settings.Problems);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://secret", "OTEL_EXPORTER_OTLP_ENDPOINT is no address that begins with http:// or https://")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/secret", "OTEL_EXPORTER_OTLP_PROTOCOL is neither http/protobuf nor grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "secret", "OTEL_EXPORTER_OTLP_HEADERS is no list of key=value with commas between")]
    public void What_makes_no_sense_is_said_once_and_nothing_is_sent(string variable, string value, string problem)
    {
        var settings = Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"), (variable, value))!;

        Assert.Equal((null, null), (settings.Traces, settings.Metrics));
        Assert.Equal(problem, Assert.Single(settings.Problems));
    }

    [Fact]
    public void A_problem_of_one_signal_leaves_the_other_alone()
    {
        var settings = Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"), ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json"))!;

        Assert.Null(settings.Traces);
        Assert.NotNull(settings.Metrics);
        Assert.Single(settings.Problems);
    }

    private static TelemetrySettings? Read(params (string Name, string Value)[] variables) =>
        TelemetrySettings.Read(name => variables.LastOrDefault(v => v.Name == name).Value);
}
