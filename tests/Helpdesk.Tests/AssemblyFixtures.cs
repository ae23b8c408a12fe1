using HelpdeskMail.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(Browser))]
