using System.Globalization;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Commands;

/// <summary>Where and how a command starts.</summary>
/// <param name="Stem">The path of its files, up to the dot before what each is.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="NotAfter">The host's uptime, in seconds, after which the request is void.</param>
/// <param name="BootId">Of the host.</param>
/// <param name="InUnit">Whether it runs in a transient systemd unit.</param>
internal sealed record StartPlace(string Stem, string Folder, long NotAfter, string BootId, bool InUnit);

/// <summary>Writes the shell source that asks the command shell of a host for something. Each runs in a process of its own that the shell does not wait for.</summary>
internal static class StartSource
{
    /// <summary>
    /// A child that ends its parent: so the shell goes on at once, and the child does not ignore the signals that a shell makes whatever it runs with <c>&amp;</c>
    /// ignore for good, commands included.
    /// </summary>
    private const string Begin = "( read -r me x </proc/self/stat\n( kill -KILL $me\n";

    private const string End = "\n) </dev/null\n:\n)\n";

    /// <summary>Starts the command, or attaches to it.</summary>
    public static string Start(long number, StartPlace place, Command command)
    {
        StringBuilder source = new(Begin);
        var script = command.Script is null ? null : string.Create(CultureInfo.InvariantCulture, $"{place.Stem}.{Guid.NewGuid():N}.script");
        if (script is not null)
        {
            source.Append("( umask 077; ").Append(Quoting.Printing(Encoding.UTF8.GetBytes(command.Script!))).Append(" >").AppendWord(script)
                .Append(CultureInfo.InvariantCulture, $" ) || {{ p 'R {number} there is no room for its script'; p 'G {number}'; exit; }}\n");
        }

        AppendSurroundings(source, command, place.InUnit);
        source.Append(place.InUnit ? "u " : "s ").Append(CultureInfo.InvariantCulture, $"{number} ").AppendWord(place.Stem).Append(' ').AppendWord(place.Folder)
            .Append(CultureInfo.InvariantCulture, $" {place.NotAfter} ");
        if (place.InUnit)
            AppendUnit(source, place, command, script);
        else
            AppendWords(source.Append(command.StandardInput is null ? '0' : '1'), command, script);
        return source.Append(End).ToString();
    }

    /// <summary>Takes a free name out of use, or attaches to its command.</summary>
    public static string Attach(long number, string stem) => Do("a", number, Quoting.Word(stem));

    /// <summary>Waits for the end of a command that was claimed.</summary>
    public static string Follow(long number, string stem) => Do("w", number, Quoting.Word(stem));

    /// <summary>Ends what runs under the command's session.</summary>
    public static string Terminate(long number, string stem, TimeSpan grace) =>
        Do("k", number, string.Create(CultureInfo.InvariantCulture, $"{Quoting.Word(stem)} {(long)Math.Clamp(grace.TotalMilliseconds / 10, 0, 1e9)}"));

    /// <summary>Tells the id of a run's folder, and makes both where they are not there.</summary>
    public static string Place(long number, string path) => Do("q", number, Quoting.Word(path));

    /// <summary>Its environment and its standard input; for a unit they go into the source that the unit's own shell reads.</summary>
    private static void AppendSurroundings(StringBuilder source, Command command, bool inUnit)
    {
        if (inUnit)
            return;
        foreach (var (name, value) in command.Environment)
            source.Append("export ").Append(name).Append('=').AppendWord(CommandRules.Content(value)).Append('\n');
        if (command.StandardInput is { } input)
            source.Append("i() { ").Append(Quoting.Printing(Encoding.UTF8.GetBytes(CommandRules.Content(input)))).Append("; }\n");
    }

    private static void AppendWords(StringBuilder source, Command command, string? script)
    {
        foreach (var argument in command.Arguments)
            source.Append(' ').AppendWord(argument);
        if (script is not null)
            source.Append(' ').AppendWord(script);
    }

    /// <summary>The name of the unit and its properties; before them, what the unit's shell reads: as one function, so that half of it does nothing.</summary>
    private static void AppendUnit(StringBuilder source, StartPlace place, Command command, string? script)
    {
        StringBuilder inner = new("m() {\n");
        AppendSurroundings(inner, command, inUnit: false);
        inner.Append("cd -- ").AppendWord(place.Folder).Append(" || exit\n")
            .Append(command.StandardInput is null ? "" : "i | ").Append("setsid /bin/sh -c ").AppendWord(CommandScript.Supervisor).Append(" runbook ")
            .AppendWord(place.Stem).Append(' ').AppendWord(place.BootId);
        AppendWords(inner, command, script);
        inner.Append(command.StandardInput is null ? " </dev/null" : "").Append("\n}\nm\nexit\n");
        source.Append("runbook-").Append(Model.Sha256.Hex(Encoding.UTF8.GetBytes(place.Stem))[..32]);
        foreach (var (name, value) in command.UnitProperties ?? [])
            source.Append(" -p ").AppendWord($"{name}={value}");
        source.Insert(Begin.Length, $"j() {{ {Quoting.Printing(Encoding.UTF8.GetBytes(inner.ToString()))}; }}\n");
    }

    private static string Do(string what, long number, string words) => string.Create(CultureInfo.InvariantCulture, $"{Begin}{what} {number} {words}{End}");
}
