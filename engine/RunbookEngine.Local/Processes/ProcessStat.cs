using System.Globalization;

namespace RunbookEngine.Local.Processes;

/// <summary>The line that the kernel keeps of a process.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State"><c>Z</c> and <c>X</c>: dead, waiting to be collected.</param>
/// <param name="Session">The number of its session's first process.</param>
/// <param name="IsExiting">It is on its way out and has perhaps closed its files.</param>
/// <param name="Start">When it started, in ticks since the kernel did.</param>
internal readonly record struct ProcessStat(int Id, char State, int Session, bool IsExiting, long Start)
{
    private const uint Exiting = 4;

    public bool IsAlive => State is not ('Z' or 'X' or 'x');

    /// <summary>Null when there is no such process.</summary>
    public static ProcessStat? Of(int process)
    {
        try
        {
            return Parse(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads the line. The program's name may hold blanks and brackets, so the fields are counted from its last bracket.</summary>
    public static ProcessStat? Parse(string line)
    {
        var open = line.IndexOf('(', StringComparison.Ordinal);
        var close = line.LastIndexOf(')');
        if (open < 1 || close < open)
            return null;
        var fields = line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 20)
            return null;
        var exiting = (uint.Parse(fields[6], CultureInfo.InvariantCulture) & Exiting) != 0;
        return new(Number(line[..open]), fields[0][0], Number(fields[3]), exiting, long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
