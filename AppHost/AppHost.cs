Console.WriteLine("The application model is not described yet.");
