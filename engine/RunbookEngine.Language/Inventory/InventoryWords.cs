namespace RunbookEngine.Language;

/// <summary>The words of inventories, each once: the reader, the hints and the schema share them.</summary>
internal static class InventoryWords
{
    public const string ApiVersion = "inventory/v1";

    /// <summary>The group of all hosts, which is there by itself.</summary>
    public const string All = "all";

    public static readonly string[] Head = ["apiVersion", "defaults", "hosts", "groups"];

    /// <summary>What <c>defaults</c> takes.</summary>
    public static readonly string[] Defaults =
        ["port", "user", "identity-file", "known-hosts", "proxy-jump", "become", "supervision", "connect-timeout", "reconnect-timeout", "vars"];

    public static readonly string[] Host = ["address", .. Defaults];

    public static readonly string[] Group = ["hosts", "groups", "vars"];

    public static readonly string[] Become = ["none", "sudo"];

    public static readonly string[] Supervision = ["auto", "shell", "systemd"];

    private static readonly string[] s_secret = ["password", "passwd", "passphrase", "secret", "token", "api_key", "apikey", "private_key", "vault"];

    /// <summary>Whether a key most likely holds a secret. A key that names a file (<c>ansible_ssh_private_key_file</c>) does not.</summary>
    public static bool IsSecret(string key)
    {
        var name = key.ToLowerInvariant().Replace('-', '_');
        return !name.EndsWith("_file", StringComparison.Ordinal) && !name.EndsWith("_path", StringComparison.Ordinal) &&
            (s_secret.Any(w => name.Contains(w, StringComparison.Ordinal)) || name == "pass" || name.EndsWith("_pass", StringComparison.Ordinal));
    }
}
