using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Reboot;

/// <summary>The words of the tool <c>reboot</c>.</summary>
internal static class RebootDefinition
{
    public const string Now = "now";
    public const string IfRequired = "if-required";
    public const string Timeout = "timeout";
    public const string Delay = "delay";
    public const string Message = "message";

    private static readonly ImmutableArray<ParameterDefinition> Parameters =
    [
        new(Timeout, ParameterType.Duration, "How long the host may take until it is back; 10m when left out.", Example: "20m"),
        new(Delay, ParameterType.Duration, "How long to wait before it goes down, on the host itself; not at all when left out.", Example: "30s"),
        new(Message, ParameterType.Text, "What those who are logged in there read.", Example: "patches"),
    ];

    private static readonly ImmutableArray<OutputDefinition> Outputs =
    [
        new("rebooted", ParameterType.Boolean, "Whether it was rebooted."),
        new("boot_id", ParameterType.Text, "The boot id that it has now."),
        new("kernel", ParameterType.Text, "The kernel that it runs now."),
        new("system_state", ParameterType.Text, "What `systemctl is-system-running` says of it: `running`, `degraded` and others."),
    ];

    public static ToolDefinition Tool { get; } = new(
        "reboot",
        "Reboots a host, and proves it by a new boot id.",
        [
            new VerbDefinition
            {
                Name = Now,
                Summary = "Reboots the host and waits until it is back and its services are up.",
                HasSideEffect = true,
                Parameters = Parameters,
                Outputs = Outputs,
                Example = """
                    - id: restart
                      reboot: { now: , timeout: 15m }
                    """,
            },
            new VerbDefinition
            {
                Name = IfRequired,
                Summary = "Reboots the host only where it asks for it, by /run/reboot-required or by an installed kernel that is newer than the running one.",
                HasSideEffect = true,
                Parameters = Parameters,
                Outputs = Outputs,
                Example = """
                    - id: restart
                      reboot: if-required
                    """,
            },
        ]);
}
