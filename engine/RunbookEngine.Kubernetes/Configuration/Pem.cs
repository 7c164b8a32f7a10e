using System.Text;

namespace RunbookEngine.Kubernetes.Configuration;

/// <summary>What stands in the fields that end in <c>-data</c>.</summary>
internal static class Pem
{
    /// <summary>The text in Base64; a field that holds the text itself is taken as well.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static string OfBase64(string data) => data.Contains("-----BEGIN", StringComparison.Ordinal) ? data : Encoding.UTF8.GetString(Convert.FromBase64String(data.Trim()));
}
