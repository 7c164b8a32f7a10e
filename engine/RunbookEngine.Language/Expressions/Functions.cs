using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>A function that expressions may call.</summary>
/// <param name="Name">As Scriban names it.</param>
/// <param name="Least">Fewest arguments, the piped one among them.</param>
/// <param name="Most">Most arguments.</param>
/// <param name="Example">A call.</param>
/// <param name="Body">What it does; it charges for what it makes.</param>
internal sealed record Function(string Name, int Least, int Most, string Example, Func<Value[], Work, Value> Body)
{
    public string Takes => Least == Most ? $"{Least} value{(Least == 1 ? "" : "s")}" : $"{Least} to {Most} values";
}

/// <summary>
/// All functions: those of Scriban's that are pure, quick, and easy to bound. Dates, regular expressions and whatever formats by culture are left out.
/// </summary>
internal static class Functions
{
    /// <summary>Inserts into a script without quotes.</summary>
    public const string Raw = "raw";

    private static readonly Dictionary<string, Function> s_byName = All().ToDictionary(static f => f.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => s_byName.Keys;

    public static Function? Find(string name) => s_byName.GetValueOrDefault(name);

    private static IEnumerable<Function> All() =>
        [new(Raw, 1, 1, "inputs.flags | raw", static (a, _) => a[0]), .. TextFunctions.All, .. ListFunctions.All, .. NumberFunctions.All, .. ObjectFunctions.All];
}
