namespace RunbookEngine.Handlers.Systemctl;

/// <summary>What each verb wants to be true. Pure.</summary>
internal static class UnitGoal
{
    /// <summary>Whether the unit is as the verb wants it. A restart and a reload leave no state behind that would tell.</summary>
    public static bool IsReached(UnitSettings settings, UnitState unit) => settings.Verb switch
    {
        SystemctlDefinition.Start => unit.IsActive && !(settings.DaemonReload && unit.NeedsDaemonReload),
        SystemctlDefinition.Stop => unit.StaysStopped,
        SystemctlDefinition.Enable => unit.File is "enabled" && (!settings.Now || unit.IsActive),
        SystemctlDefinition.Disable => IsDisabled(unit) && (!settings.Now || unit.StaysStopped),
        SystemctlDefinition.Mask => unit.IsMasked && (!settings.Now || unit.StaysStopped),
        SystemctlDefinition.Unmask => !unit.IsMasked,
        _ => false,
    };

    /// <summary>What would be done, for the plan.</summary>
    public static string Change(UnitSettings settings, UnitState unit) => settings.Verb switch
    {
        SystemctlDefinition.Enable or SystemctlDefinition.Disable or SystemctlDefinition.Mask or SystemctlDefinition.Unmask =>
            $"{settings.Verb} {unit.Id}, which is {(unit.File.Length > 0 ? unit.File : "without a file")}{(settings.Now ? $" and {unit.Words}" : "")}",
        _ => $"{settings.Verb} {unit.Id}, which is {unit.Words}",
    };

    /// <summary>
    /// What stands against the goal though systemctl called it done; null: nothing. A state of which the goal cannot be told, such as that of a unit generated
    /// from elsewhere, is left to systemctl's word.
    /// </summary>
    public static string? Missed(UnitSettings settings, UnitState unit) => settings.Verb switch
    {
        SystemctlDefinition.Stop when !unit.IsStopped => $"{unit.Id} is {unit.Words}",
        SystemctlDefinition.Enable when unit.File is "static" => $"{unit.Id} is static: its file has no [Install] section that says what would start it",
        SystemctlDefinition.Enable when unit.File is "disabled" || unit.IsMasked => $"{unit.Id} is {unit.File}",
        SystemctlDefinition.Disable when !IsDisabled(unit) => $"{unit.Id} is {unit.File}",
        SystemctlDefinition.Mask when !unit.IsMasked => $"{unit.Id} is {unit.File}: a file in /etc/systemd/system is in the way of the mask",
        SystemctlDefinition.Unmask when unit.IsMasked => $"{unit.Id} is {unit.File}",
        SystemctlDefinition.Disable or SystemctlDefinition.Mask when settings.Now && !unit.IsStopped => $"{unit.Id} is {unit.Words}",
        _ => null,
    };

    private static bool IsDisabled(UnitState unit) => unit.File is not ("enabled" or "enabled-runtime" or "linked" or "linked-runtime");
}
