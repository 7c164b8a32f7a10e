using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Wait;

/// <summary>The words of the tool <c>wait</c>.</summary>
internal static class WaitDefinition
{
    public const string For = "for";
    public const string Until = "until";
    public const string UntilFile = "until-file";
    public const string Duration = "duration";
    public const string Script = "script";
    public const string Path = "path";
    public const string Interval = "interval";

    private static readonly ParameterDefinition IntervalParameter =
        new(Interval, ParameterType.Duration, "The time between two looks; 5s when left out.", Example: "10s");

    public static ToolDefinition Tool { get; } = new("wait", "Waits for time to pass or for something to become true.",
        [
            new()
            {
                Name = For,
                Summary = "Waits for a time, counted from the start of the step; a resumed run waits for the rest only.",
                HasSideEffect = false,
                Main = new(Duration, ParameterType.Duration, "How long.", Required: true, Example: "30s"),
                Outputs = [],
                Example = """
                    - id: settle
                      wait: 30s
                    """,
            },
            new()
            {
                Name = Until,
                Summary = "Waits until a script exits with 0; give the step a `timeout`, or it may wait for ever.",
                HasSideEffect = false,
                Main = new(Script, ParameterType.Script, "The script; it runs as `sh -e`, again and again, and must change nothing.", Required: true,
                    Example: "systemctl is-active etcd"),
                Parameters = [IntervalParameter],
                Outputs = [new("stdout", ParameterType.Text, "What the last look wrote to standard output, without the newline at the end.")],
                Example = """
                    - id: active
                      wait: { until: systemctl is-active etcd, interval: 2s }
                      timeout: 5m
                    """,
            },
            new()
            {
                Name = UntilFile,
                Summary = "Waits until something stands at a path; give the step a `timeout`, or it may wait for ever.",
                HasSideEffect = false,
                Main = new(Path, ParameterType.Path, "The path.", Required: true, Example: "/run/app/ready"),
                Parameters = [IntervalParameter],
                Outputs = [],
                Example = """
                    - id: ready
                      wait: { until-file: /run/app/ready }
                      timeout: 5m
                    """,
            },
        ],
        DefaultVerb: For);
}
