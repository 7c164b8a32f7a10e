using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Systemctl;

/// <summary>A step about one unit, its settings checked once.</summary>
internal sealed record UnitSettings
{
    private static readonly TimeSpan UsualSettle = TimeSpan.FromSeconds(2);

    public required string Verb { get; init; }

    public required string Unit { get; init; }

    public required bool DaemonReload { get; init; }

    public required bool Now { get; init; }

    public required bool NoBlock { get; init; }

    /// <summary>How long the unit must stay up.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>Whether the unit is to be up afterwards.</summary>
    public bool Starts => Verb is SystemctlDefinition.Start or SystemctlDefinition.Restart || Verb == SystemctlDefinition.Enable && Now;

    /// <exception cref="SettingException">A name that no unit can have.</exception>
    public static UnitSettings From(StepContext context) => new()
    {
        Verb = context.Verb.Name,
        Unit = UnitOf(context.Arguments.Text(SystemctlDefinition.Unit)),
        DaemonReload = context.Arguments.Flag(SystemctlDefinition.DaemonReload),
        Now = context.Arguments.Flag(SystemctlDefinition.Now),
        NoBlock = context.Arguments.Flag(SystemctlDefinition.NoBlock),
        Settle = context.Arguments.DurationOrNull(SystemctlDefinition.Settle) ?? UsualSettle,
    };

    /// <summary>A pattern would mean as many units as happen to match.</summary>
    private static string UnitOf(string name) =>
        name.Length is > 0 and < 256 && name[0] != '-' && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '\\' or '@')
            ? name
            : throw new SettingException($"`{name}` cannot be the name of a unit", "write one unit's name, such as `kubelet`; patterns are not taken");
}
