using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Systemctl;

/// <summary>The words of the tool <c>systemctl</c>.</summary>
internal static class SystemctlDefinition
{
    public const string Start = "start";
    public const string Stop = "stop";
    public const string Restart = "restart";
    public const string Reload = "reload";
    public const string Enable = "enable";
    public const string Disable = "disable";
    public const string Mask = "mask";
    public const string Unmask = "unmask";
    public const string IsActive = "is-active";
    public const string DaemonReload = "daemon-reload";

    public const string Unit = "unit";
    public const string Now = "now";
    public const string NoBlock = "no-block";
    public const string Settle = "settle";

    private static readonly ParameterDefinition Reloading =
        new(DaemonReload, ParameterType.Boolean, "Read all unit files anew first; needed where a package or a step changed one.", Example: "true");

    private static readonly ParameterDefinition NotBlocking =
        new(NoBlock, ParameterType.Boolean, "Only ask for it, and do not wait: for a unit that is up only once others are, such as a member of a cluster.", Example: "true");

    private static readonly ParameterDefinition Settling =
        new(Settle, ParameterType.Duration, "How long the unit must stay up to count as started; 2s when left out. A unit that ends by itself is not waited for.",
            Example: "10s");

    private static readonly ImmutableArray<OutputDefinition> OfUnit =
    [
        new("unit", ParameterType.Text, "The unit's whole name."),
        new("active_state", ParameterType.Text, "`active`, `inactive`, `failed`, `activating` and others."),
        new("sub_state", ParameterType.Text, "As the kind of unit calls it: `running`, `exited`, `dead` and others."),
        new("unit_file_state", ParameterType.Text, "`enabled`, `disabled`, `static`, `masked` and others."),
        new("invocation_id", ParameterType.Text, "New at each start of the unit; empty when it was not started since the machine was."),
    ];

    public static ToolDefinition Tool { get; } = new(
        "systemctl",
        "Starts, stops and settles units of systemd, and proves it by their state.",
        [
            Of(Start, "Starts a unit; done when it is active.", "kubelet", [Reloading, NotBlocking, Settling]),
            Of(Stop, "Stops a unit; done when it is not active.", "etcd", [NotBlocking]),
            Of(Restart, "Starts a unit anew, and proves it by a new invocation that stays up.", "kubelet", [Reloading, NotBlocking, Settling]),
            Of(Reload, "Lets a unit read its configuration anew, without a restart.", "nginx", []),
            Of(Enable, "Lets a unit start with the machine.", "kubelet", [NowOf("Start it as well."), Reloading, Settling]),
            Of(Disable, "Lets a unit no longer start with the machine.", "kubelet", [NowOf("Stop it as well.")]),
            Of(Mask, "Lets nothing start a unit.", "kubelet", [NowOf("Stop it as well.")]),
            Of(Unmask, "Takes back a mask.", "kubelet", []),
            new VerbDefinition
            {
                Name = DaemonReload,
                Summary = "Reads all unit files anew.",
                HasSideEffect = true,
                Example = """
                    - id: units
                      systemctl: daemon-reload
                    """,
            },
            Of(IsActive, "Fails unless a unit is active.", "kubelet", []) with { HasSideEffect = false },
        ]);

    private static ParameterDefinition NowOf(string description) => new(Now, ParameterType.Boolean, description, Example: "true");

    private static VerbDefinition Of(string verb, string summary, string unit, ImmutableArray<ParameterDefinition> parameters) => new()
    {
        Name = verb,
        Summary = summary,
        HasSideEffect = true,
        Main = new(Unit, ParameterType.Text, "The unit; `.service` may be left out.", Required: true, Example: unit),
        Parameters = parameters,
        Outputs = OfUnit,
        Example = $$"""
            - id: {{verb.Replace('-', '_')}}_{{unit}}
              systemctl: { {{verb}}: {{unit}} }
            """,
    };
}
