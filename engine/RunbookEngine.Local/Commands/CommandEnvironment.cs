using System.Collections;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Local.Commands;

/// <summary>The environment of commands: the engine's own, without what was given to the engine alone, and the command's.</summary>
internal sealed class CommandEnvironment
{
    private readonly Lazy<Dictionary<string, string>> _inherited = new(Inherit);

    /// <summary><c>NAME=value</c>, secrets revealed.</summary>
    public List<string> For(Command command, string folder)
    {
        var all = _inherited.Value;
        if (command.Environment.Length > 0)
        {
            all = new(all, StringComparer.Ordinal);
            foreach (var (name, value) in command.Environment)
                all[name] = value is Value.Secret secret ? secret.Reveal() : value.ToString();
        }

        List<string> lines = new(all.Count + 1) { "PWD=" + folder };
        foreach (var (name, value) in all)
            lines.Add($"{name}={value}");
        return lines;
    }

    private static Dictionary<string, string> Inherit()
    {
        Dictionary<string, string> inherited = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            if (!ChildEnvironment.IsOwn(name) && name is not ("PWD" or "OLDPWD"))
                inherited[name] = (string?)entry.Value ?? "";
        }

        return inherited;
    }
}
