namespace RunbookEngine.Simulation.Programs.Systemd;

/// <summary>What the text of a unit's file says. Pure.</summary>
internal sealed record UnitFile
{
    /// <summary>The whole text, drop-ins among it.</summary>
    public string Text { get; private init; } = "";

    public string Type { get; private init; } = "simple";

    public bool RemainsAfterExit { get; private init; }

    public bool StartsAgain { get; private init; }

    public string Command { get; private init; } = "";

    public string Description { get; private init; } = "";

    /// <summary>Whether something can start it with the machine.</summary>
    public bool CanBeEnabled { get; private init; }

    public bool EndsByItself => Type == "oneshot" && !RemainsAfterExit;

    public static UnitFile Parse(string text)
    {
        var lines = text.Split('\n').Select(static l => l.Trim()).ToArray();
        string Of(string name, string otherwise) => lines.LastOrDefault(l => l.StartsWith(name + "=", StringComparison.Ordinal)) is { } line ? line[(name.Length + 1)..] : otherwise;
        return new()
        {
            Text = text,
            Type = Of("Type", "simple"),
            RemainsAfterExit = Of("RemainAfterExit", "no") is "yes" or "true",
            StartsAgain = Of("Restart", "no") is "always" or "on-failure",
            Command = Of("ExecStart", ""),
            Description = Of("Description", ""),
            CanBeEnabled = lines.Contains("[Install]"),
        };
    }
}
