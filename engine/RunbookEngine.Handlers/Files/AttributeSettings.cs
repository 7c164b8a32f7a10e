using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary>The mode and owner that a step asks for; null: does not say.</summary>
internal sealed record AttributeSettings(Permissions? Mode, string? Owner)
{
    public const string ModeName = "mode";
    public const string OwnerName = "owner";

    public static ParameterDefinition ModeParameter(string otherwise, bool required = false) =>
        new(ModeName, ParameterType.Mode, $"Its permission bits in octal{otherwise}.", Required: required, Example: "\"0640\"");

    public static ParameterDefinition OwnerParameter(string otherwise, bool required = false) =>
        new(OwnerName, ParameterType.Text, $"Its owner by name: `user`, `user:group` or `:group`{otherwise}.", Required: required, Example: "etcd:etcd");

    public static AttributeSettings From(StepContext context) => new(ModeOf(context), OwnerOf(context));

    /// <summary>What would change, as words; null when all is as asked.</summary>
    public string? ChangeFrom(FileFacts facts)
    {
        var mode = Mode is { } m && m != facts.Mode ? $"mode {facts.Mode} to {m}" : null;
        var owner = Owner is { } o && !Matches(o, facts.Owner) ? $"owner {facts.Owner} to {o}" : null;
        return (mode, owner) switch
        {
            (null, null) => null,
            ({ } only, null) => only,
            (null, { } only) => only,
            _ => $"{mode}, {owner}",
        };
    }

    /// <summary>Whether an owner as written is the <c>user:group</c> that the target tells.</summary>
    public static bool Matches(string wanted, string actual)
    {
        var (wantedUser, wantedGroup) = Split(wanted);
        var (user, group) = Split(actual);
        return (wantedUser.Length == 0 || wantedUser == user) && (wantedGroup.Length == 0 || wantedGroup == group);
    }

    private static (string User, string Group) Split(string owner) =>
        owner.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (owner[..colon], owner[(colon + 1)..]) : (owner, "");

    private static Permissions? ModeOf(StepContext context) => context.Arguments.TextOrNull(ModeName) switch
    {
        null => null,
        var text => Permissions.Parse(text)
            ?? throw new SettingException($"`mode` is `{text}`, which is not a mode", "write three or four octal digits in quotes, such as \"0640\""),
    };

    private static string? OwnerOf(StepContext context) => context.Arguments.TextOrNull(OwnerName) switch
    {
        null => null,
        var text when IsOwner(text) => text,
        var text => throw new SettingException($"`owner` is `{text}`, which names nobody", "write `user`, `user:group` or `:group`"),
    };

    private static bool IsOwner(string text)
    {
        var (user, group) = Split(text);
        return (user.Length > 0 || group.Length > 0) && IsName(user) && IsName(group);
    }

    private static bool IsName(string name) =>
        !name.StartsWith('-') && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '$');
}
