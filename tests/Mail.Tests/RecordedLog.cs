using System.Text;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Tests;

/// <summary>Keeps a conversation for a test to look at.</summary>
public sealed class RecordedLog : IProtocolLog
{
    private readonly StringBuilder text = new();

    public string Text
    {
        get
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    public void Server(string line) => Add("S: " + line);

    public void Client(string line) => Add("C: " + line);

    public void Note(string what) => Add("-- " + what);

    private void Add(string line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }
}
