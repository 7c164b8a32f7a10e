using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Takes what Ansible's variables say of a host; names what it does not understand.</summary>
internal sealed class AnsibleVars(InventoryReading reading)
{
    private static readonly string[] s_true = ["true", "yes", "on", "1"];
    private static readonly string[] s_false = ["false", "no", "off", "0"];

    private readonly AnsibleSshArguments _arguments = new(reading);

    public void Take(HostSettings settings, string name, Value value, SourceSpan span)
    {
        if (InventoryWords.IsSecret(name))
            reading.NotUnderstood(
                name, $"`{Shown.Word(name)}` is not taken: it would stand in the journal for all to read", span,
                "log in with a key; hand other secrets to the runbook as an input of type `secret`");
        else if (name.StartsWith("ansible_", StringComparison.Ordinal))
            Own(settings, name, value, span);
        else
            Var(settings, name, value, span);
    }

    private void Var(HostSettings settings, string name, Value value, SourceSpan span)
    {
        if (value is Value.Text { Content: var text } && TemplateParser.HasBraces(text))
            reading.NotUnderstood(name, $"`{Shown.Word(name)}` holds a template of Ansible's, and is taken as it is written", span, "write the value itself");
        settings.Vars[name] = (value, span);
    }

    private void Own(HostSettings settings, string name, Value value, SourceSpan span)
    {
        var text = value.ToString()!;
        if (TemplateParser.HasBraces(text))
            reading.NotUnderstood(name, $"`{name}` holds a template of Ansible's and is passed over", span, "write the value itself");
        else if (Setting(name, text) is var (key, taken))
            settings.Keys[key] = (taken, span);
        else if (name is "ansible_ssh_common_args" or "ansible_ssh_extra_args")
            _arguments.Take(settings, name, text, span);
        else if (!IsHarmless(name, text))
            reading.NotUnderstood(name, $"`{name}: {Shown.Word(text)}` has no meaning here and is passed over", span, Mend(name));
    }

    private (string Key, object Value)? Setting(string name, string text) => name switch
    {
        "ansible_host" or "ansible_ssh_host" => ("address", text),
        "ansible_port" or "ansible_ssh_port" when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536 => ("port", port),
        "ansible_user" or "ansible_ssh_user" => ("user", text),
        "ansible_ssh_private_key_file" or "ansible_private_key_file" => ("identity-file", reading.Absolute(text)),
        "ansible_become" when s_true.Contains(text.ToLowerInvariant()) => ("become", Become.Sudo),
        "ansible_become" when s_false.Contains(text.ToLowerInvariant()) => ("become", Become.None),
        _ => null,
    };

    /// <summary>What says no more than what is done anyway.</summary>
    private static bool IsHarmless(string name, string text) => (name, text) switch
    {
        ("ansible_become_method", "sudo") or ("ansible_become_user", "root") => true,
        ("ansible_connection", "ssh" or "smart" or "paramiko") => true,
        _ => false,
    };

    private static string? Mend(string name) => name switch
    {
        "ansible_become_method" or "ansible_become_user" => "commands run as the user who logs in, or as root by `sudo`",
        "ansible_connection" => "hosts are reached by SSH; a step that says `on: local` works on the engine's own machine",
        "ansible_python_interpreter" => "no Python is needed on a host",
        _ => null,
    };
}
