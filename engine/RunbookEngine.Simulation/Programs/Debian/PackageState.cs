namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>A package as dpkg's database has it.</summary>
/// <param name="Name">Its name.</param>
internal sealed record PackageState(string Name)
{
    public const string Absent = "not-installed";
    public const string OnlyConfiguration = "config-files";
    public const string HalfInstalled = "half-installed";
    public const string Unpacked = "unpacked";
    public const string HalfConfigured = "half-configured";
    public const string Whole = "installed";

    /// <summary>What is on the disk; empty: nothing.</summary>
    public string Version { get; init; } = "";

    /// <summary><c>install</c>, <c>hold</c>, <c>deinstall</c>, <c>unknown</c>.</summary>
    public string Want { get; init; } = "unknown";

    /// <summary>How far it is installed.</summary>
    public string Status { get; init; } = Absent;

    /// <summary><c>ok</c>, or <c>reinstreq</c> where its files are a mixture.</summary>
    public string Flag { get; init; } = "ok";

    /// <summary>The version that was whole last; empty: none was.</summary>
    public string Before { get; init; } = "";

    public bool IsHeld => Want == "hold";

    /// <summary>Whether something was begun and not ended.</summary>
    public bool IsBroken => Status is HalfInstalled or Unpacked or HalfConfigured || Flag != "ok";

    /// <summary>Whether its programs are on the disk.</summary>
    public bool IsThere => Status is HalfInstalled or Unpacked or HalfConfigured or Whole && Version.Length > 0;

    /// <summary>A line of the list that the scripts make: name, version, want and status.</summary>
    public string Line => $"{Name}\t{Version}\t{Want}\t{Status}";
}
