using System.Globalization;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Files;

/// <summary>What stood in the way on a host, with the path and the mend.</summary>
internal static class FileFailure
{
    /// <param name="what">What could not be done, such as <c>cannot write</c>.</param>
    /// <param name="host">Where.</param>
    /// <param name="path">The path.</param>
    /// <param name="status">Of the script.</param>
    /// <param name="said">What a tool said.</param>
    public static Exception Of(string what, string host, string path, int status, string said)
    {
        var plain = PlainText.Of(said);
        var message = $"{what} {PlainText.Of(path)} on {host}: {Reason(status, plain)}; {Mend(status)}";
        return status switch
        {
            FileScript.Denied => new UnauthorizedAccessException(message),
            FileScript.Missing => new FileNotFoundException(message, path),
            _ => new IOException(message),
        };
    }

    private static string Reason(int status, string said) =>
        status switch
        {
            FileScript.Missing => "No such file or directory",
            FileScript.Denied => "Permission denied",
            FileScript.IsFolder => "Is a directory",
            FileScript.Exists => "something stands there already",
            FileScript.NotEmpty => "Directory not empty",
            FileScript.NotAFolder => "Not a directory",
            FileScript.NotAFile => "it is not a regular file",
            FileScript.IntoItself => "a folder cannot be moved into itself",
            FileScript.Damaged => "what arrived is not what was sent",
            FileScript.Foreign => "beside it lies something in the way that somebody else has put there, named `.NAME.runbook-….part`",
            _ when said.Length > 0 => said,
            _ => string.Create(CultureInfo.InvariantCulture, $"it failed with status {status}"),
        };

    private static string Mend(int status) =>
        status switch
        {
            FileScript.Missing or FileScript.NotAFile => "check the path",
            FileScript.Denied => "check its owner and mode, or run as a user who may",
            FileScript.IsFolder => "it is a folder; check the path",
            FileScript.Exists => "remove it, or set `replace: true`",
            FileScript.NotEmpty => "set `recursive: true` to remove what it holds as well",
            FileScript.NotAFolder => "a part of the path is not a folder; check the path",
            FileScript.IntoItself => "choose another place",
            FileScript.Foreign => "look who may write into that folder, and take it away",
            FileScript.Damaged => "try again; when it stays so, look at the disk of the host",
            _ => "look at the path and its file system",
        };
}
