using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Takes what the arguments of <c>ssh</c> say of the way to a host: <c>-J</c>, <c>-o ProxyJump=…</c>, <c>-o UserKnownHostsFile=…</c>, <c>-i</c>.</summary>
internal sealed class AnsibleSshArguments(InventoryReading reading)
{
    public void Take(HostSettings settings, string name, string arguments, SourceSpan span)
    {
        var words = ShellWordList.Split(arguments);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Length < 2 || word[0] != '-')
                NotUnderstood(name, word, span);
            else if (word[1] is not ('J' or 'o' or 'i' or 'p' or 'l'))
                NotUnderstood(name, word, span);
            else if (word.Length == 2 && i + 1 == words.Count)
                NotUnderstood(name, word, span);
            else
                Option(settings, name, word[1], word.Length > 2 ? word[2..] : words[++i], span);
        }
    }

    private void Option(HostSettings settings, string name, char option, string value, SourceSpan span)
    {
        if (option == 'J')
            settings.Keys["proxy-jump"] = (value, span);
        else if (option == 'i')
            settings.Keys["identity-file"] = (reading.Absolute(value), span);
        else if (option == 'l')
            settings.Keys["user"] = (value, span);
        else if (option == 'o' && value.IndexOfAny(['=', ' ']) is var at and > 0)
            Named(settings, name, value[..at].Trim(), value[(at + 1)..].Trim(), span);
        else
            NotUnderstood(name, $"-{option} {value}", span);
    }

    private void Named(HostSettings settings, string name, string option, string value, SourceSpan span)
    {
        if (option.Equals("ProxyJump", StringComparison.OrdinalIgnoreCase))
            settings.Keys["proxy-jump"] = (value, span);
        else if (option.Equals("UserKnownHostsFile", StringComparison.OrdinalIgnoreCase) && value != "/dev/null")
            settings.Keys["known-hosts"] = (reading.Absolute(value), span);
        else if (!option.StartsWith("Control", StringComparison.OrdinalIgnoreCase))
            NotUnderstood(name, $"-o {option}={value}", span);
    }

    private void NotUnderstood(string name, string what, SourceSpan span) => reading.NotUnderstood(
        $"{name} {what}", $"`{Shown.Word(what)}` of `{name}` has no meaning here and is passed over", span,
        what.Contains("StrictHostKeyChecking", StringComparison.OrdinalIgnoreCase) || what.Contains("UserKnownHostsFile", StringComparison.OrdinalIgnoreCase)
            ? "host keys are always checked; `--accept-new-host-keys` takes those of hosts that are met for the first time"
            : "say it in `~/.ssh/config`, as far as it is honoured");
}
