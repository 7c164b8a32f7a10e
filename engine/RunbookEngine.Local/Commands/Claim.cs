using System.Globalization;

namespace RunbookEngine.Local.Commands;

/// <summary>What the file says whose creation gave a command's name away. Only whole lines count.</summary>
internal abstract record Claim
{
    private Claim()
    {
    }

    /// <summary>Nobody has the name.</summary>
    public sealed record Free : Claim;

    /// <summary>Somebody has just taken it, or died while taking it. Nothing has run yet.</summary>
    public sealed record Unwritten : Claim;

    /// <summary>An engine took it so that nothing will ever run under it.</summary>
    public sealed record Void : Claim;

    /// <summary>A supervisor took it.</summary>
    /// <param name="Supervisor">Its process, session and group.</param>
    /// <param name="BootId">Of the machine then.</param>
    /// <param name="Status">How the command ended; null while nobody wrote it down.</param>
    public sealed record Taken(int Supervisor, string BootId, int? Status) : Claim;

    /// <summary>A claim that says nothing understandable: its supervisor cannot be found, whatever it did.</summary>
    public static Taken Unreadable { get; } = new(0, "", null);

    /// <summary>Reads the content of the file.</summary>
    public static Claim Parse(string content)
    {
        var lines = content.Split('\n');
        if (lines.Length < 2)
            return new Unwritten();
        return lines[0].Split(' ') switch
        {
            ["void"] => new Void(),
            ["claimed", var process, var boot] when Number(process) is { } id => new Taken(id, boot, lines.Length > 2 ? ReadStatus(lines[1]) : null),
            _ => Unreadable,
        };
    }

    private static int? ReadStatus(string line) => line.Split(' ') is ["exited", var word] ? Number(word) : null;

    private static int? Number(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
