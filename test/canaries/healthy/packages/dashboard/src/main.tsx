document.title = 'Millwright'
